import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OptionError, SaliencyError } from '../../core/errors.js';
import type { Timestamp } from '../../core/frame.js';
import { describeSystemError } from '../../files/describe-system-error.js';
import { checkOutput, type PendingOutput, prepareOutput } from '../../files/output-file.js';
import { pixelFormatsOf, requireCapabilities } from '../ffmpeg/capabilities.js';
import { type FfmpegExit, FfmpegProcess } from '../ffmpeg/process.js';
import { framesDone } from '../ffmpeg/progress-line.js';
import { type Container, pictureNames } from './containers.js';
import { completeFile, inspectFile } from './encoded-file.js';
import { argumentsOf } from './encoder-arguments.js';
import type { EncoderJob, PictureEncoder } from './encoder-job.js';
import { type EncodingPlan, needs, planOf } from './encoding-plan.js';
import { NutWriter, pictureBytes } from './nut-writer.js';
import { AlphaRecord } from './read-alpha.js';

/**
 * Starts an encoding: checks the output, then runs FFmpeg into a temporary file beside it.
 *
 * One picture in is one frame out at the same instant, the clip's start being 0. `write` has to be given the timestamps
 * that `decode` gave for the same clip and range.
 *
 * @param stdout - where the output `-` goes.
 * @throws {OptionError} for an output or an option that cannot be used.
 * @throws {FfmpegError} when FFmpeg lacks what is needed.
 */
export async function openEncoder(job: EncoderJob, stdout: Writable = process.stdout): Promise<PictureEncoder> {
  const plan = planOf(job);
  await requireCapabilities(job.binaries.ffmpeg, needs(job, plan));
  await checkPixelFormat(job, plan);
  const output = job.output === '-' ? undefined : await prepareOutput(requestOf(job, plan.container));
  try {
    return new Encoder(job, plan, output, stdout);
  } catch (error) {
    await output?.discard();
    throw error;
  }
}

/**
 * Checks an encoding as {@link openEncoder} does, and makes nothing.
 *
 * @returns what the user should know of it.
 */
export async function checkEncoder(job: EncoderJob): Promise<readonly string[]> {
  const plan = planOf(job);
  if (job.output !== '-') await checkOutput(requestOf(job, plan.container));
  await requireCapabilities(job.binaries.ffmpeg, needs(job, plan));
  await checkPixelFormat(job, plan);
  return plan.warnings;
}

/**
 * Gives the arguments of the encoding FFmpeg.
 *
 * @param target - the file or folder that is written. Default: the output itself.
 */
export function encoderArguments(job: EncoderJob, target = job.output): string[] {
  return argumentsOf(job, planOf(job), target);
}

/** Asks for the output of an encoding before it begins. */
export function requestOf(job: EncoderJob, container: Container) {
  const { output, info, force = false } = job;
  return { path: output, input: info.path, folder: pictureNames(container), force };
}

/** @throws {OptionError} for a chosen pixel format that the encoder does not take: FFmpeg would fail, or take another. */
export async function checkPixelFormat({ binaries, encoding }: EncoderJob, { codec }: EncodingPlan): Promise<void> {
  if (encoding.pixFmt === undefined) return;
  const known = await pixelFormatsOf(binaries.ffmpeg, codec.encoder);
  if (known.length === 0 || known.includes(encoding.pixFmt)) return;
  const listed = known.length > 24 ? 'known to FFmpeg' : `of ${codec.encoder} (${known.join(', ')})`;
  throw OptionError.of('pixFmt', `expected a pixel format ${listed}, got "${encoding.pixFmt}"`);
}

/** Codes by which a pipe says that its reader went away. */
const closedPipeCodes = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

class Encoder implements PictureEncoder {
  readonly warnings: readonly string[];
  readonly commandLine: readonly string[];
  readonly #job: EncoderJob;
  readonly #plan: EncodingPlan;
  readonly #output: PendingOutput | undefined;
  readonly #child: FfmpegProcess;
  readonly #nut: NutWriter;
  readonly #bytes: number;
  /** The alpha, as it is meant, that is written to a file. */
  readonly #alpha: AlphaRecord | undefined;
  readonly #delivered: Promise<void>;
  #written = 0;
  #encoded = 0;
  #last = -1;
  #consumerGone = false;
  #undeliverable: SaliencyError | undefined;

  constructor(job: EncoderJob, plan: EncodingPlan, output: PendingOutput | undefined, stdout: Writable) {
    this.#job = job;
    this.#plan = plan;
    this.#output = output;
    this.warnings = plan.warnings;
    const { path } = job.binaries.ffmpeg;
    const args = argumentsOf(job, plan, output?.temporary ?? '-');
    this.commandLine = [path, ...args];
    this.#nut = new NutWriter({ ...job.pictures, timeBase: job.info.timeBase });
    this.#bytes = pictureBytes(job.pictures);
    const { signal, compose, pictures } = job;
    const transparent = compose.kind === 'cutout' && compose.background === undefined && output !== undefined;
    this.#alpha = transparent ? new AlphaRecord(compose, pictures) : undefined;
    this.#child = new FfmpegProcess(path, args, {
      signal,
      // Whoever reads standard output may take his time.
      blockedByConsumer: () => output === undefined && stdout.writableNeedDrain,
      onLine: (line) => this.#hear(line),
    });
    this.#delivered = output === undefined ? this.#deliver(stdout) : Promise.resolve();
    if (output !== undefined) this.#child.stdout.resume();
    this.#child.stdin.write(this.#nut.header());
  }

  get consumerGone(): boolean {
    return this.#consumerGone;
  }

  async write(picture: Uint8Array, time: Timestamp): Promise<void> {
    if (this.#consumerGone) return;
    if (picture.length !== this.#bytes) {
      throw new RangeError(`a picture has ${picture.length} bytes, expected ${this.#bytes}`);
    }
    // Timestamps that do not rise are those of damaged clips: such a picture follows the one before at once.
    const pts = Math.max(this.#last + 1, this.#ticks(time) + this.#plan.lead);
    this.#last = pts;
    const { stdin } = this.#child;
    stdin.write(this.#nut.frameHeader(pts));
    const taken = new Promise<void>((resolve, reject) => {
      stdin.write(picture, (error) => (error ? reject(error) : resolve()));
    });
    try {
      await this.#child.awaiting(taken);
      this.#written++;
      this.#alpha?.add(picture);
    } catch (cause) {
      if (this.#consumerGone) return;
      await this.#fail(cause);
    }
  }

  async finish(): Promise<void> {
    const { signal, info } = this.#job;
    try {
      this.#child.stdin.end();
      // An MP4 is moved as a whole to put its index in front.
      const exit = await this.#child.awaiting(this.#child.exited, 10);
      await this.#delivered;
      signal?.throwIfAborted();
      if (this.#undeliverable) throw this.#undeliverable;
      if (!this.#consumerGone) {
        if (exit.code !== 0) throw this.#child.failure(`could not encode ${this.#job.output}`, exit);
        if (this.#output) await completeFile(this.#output.temporary, this.#plan.container, this.#job);
        const frames = await this.#count(exit);
        if (frames !== this.#written) {
          const what = `wrote ${frames} of ${this.#written} frames of ${info.name} to ${this.#job.output}`;
          throw this.#child.failure(what, exit);
        }
        await this.#checkAlpha(exit);
      }
      await this.#output?.check();
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  async commit(): Promise<void> {
    await this.#output?.commit();
  }

  async abort(): Promise<void> {
    this.#child.kill();
    await this.#child.exited;
    await this.#output?.discard();
  }

  /** Ticks of the clip's time base. */
  #ticks({ pts, timeBase }: Timestamp): number {
    const { num, den } = this.#job.info.timeBase;
    if (timeBase.num === num && timeBase.den === den) return pts;
    return Math.round((pts * timeBase.num * den) / (timeBase.den * num));
  }

  async #fail(cause: unknown): Promise<never> {
    const exit = await this.#child.awaiting(this.#child.exited);
    await this.#delivered;
    this.#job.signal?.throwIfAborted();
    if (this.#undeliverable) throw this.#undeliverable;
    const failure = this.#child.failure(`could not encode ${this.#job.output}`, exit);
    await this.abort();
    failure.cause ??= cause;
    throw failure;
  }

  async #count(exit: FfmpegExit): Promise<number> {
    if (this.#output === undefined) return this.#encoded;
    try {
      const { frames, warnings } = await inspectFile(this.#output.temporary, this.#plan.container, this.#job);
      this.#plan.warnings.push(...warnings);
      return frames;
    } catch (cause) {
      this.#job.signal?.throwIfAborted();
      const failure = this.#child.failure(`wrote ${this.#job.output} so that it cannot be read`, exit);
      throw Object.assign(failure, { cause });
    }
  }

  /** An alpha that got lost on its way looks like a video that is simply opaque. */
  async #checkAlpha(exit: FfmpegExit): Promise<void> {
    try {
      await this.#alpha?.check(this.#output!.temporary, this.#plan, this.#job);
    } catch (cause) {
      this.#job.signal?.throwIfAborted();
      const what = `wrote ${this.#job.output}, but ${(cause as Error).message}`;
      throw Object.assign(this.#child.failure(what, exit), { cause });
    }
  }

  async #deliver(stdout: Writable): Promise<void> {
    const ignore = () => {};
    stdout.on('error', ignore);
    try {
      await pipeline(this.#child.stdout, stdout, { end: false });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      const closed = code === 'ERR_STREAM_PREMATURE_CLOSE';
      // A child that closed its end early is told by its exit.
      if (closed && !stdout.destroyed) return;
      if (closed || closedPipeCodes.includes(code)) this.#consumerGone = true;
      else
        this.#undeliverable = new SaliencyError(
          'ERR_OUTPUT',
          `standard output: could not be written: ${describeSystemError(error as NodeJS.ErrnoException)}`,
          { cause: error },
        );
      this.#child.kill();
    } finally {
      stdout.off('error', ignore);
    }
  }

  /** Listens for counts of frames: one that has risen is a sign of life. */
  #hear(line: string): void {
    const frames = framesDone(line);
    if (frames <= this.#encoded) return;
    this.#encoded = frames;
    this.#child.beat();
  }
}
