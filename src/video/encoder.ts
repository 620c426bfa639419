import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FfmpegError, SaliencyError } from '../core/errors.js';
import type { Rational, Timestamp } from '../core/frame.js';
import { checkOutput, type PendingOutput, prepareOutput } from '../files/output-file.js';
import { isAtLeast } from './binaries.js';
import { requireCapabilities } from './capabilities.js';
import { clipInput, exact, fileUrl } from './clip-input.js';
import { colorOptions, filterGraph, needsClip, outputSize } from './composition.js';
import { type Container, containerOf, isFolder } from './containers.js';
import { copiedStreams } from './copied-streams.js';
import { passthrough } from './decoder.js';
import type { EncodedVideo, EncoderJob, PictureEncoder } from './encoder-job.js';
import { buildArguments, capture, FfmpegProcess } from './ffmpeg.js';
import { isHighDynamicRange, toneMapNeeds } from './filters.js';
import { completeLastFrame } from './last-frame.js';
import { NutWriter, pictureBytes } from './nut.js';
import { type Pixels, type VideoCodec, videoCodec } from './video-codec.js';

/** What is known of an encoding before it runs. */
interface Plan {
  readonly container: Container;
  readonly codec: VideoCodec;
  /** What the container counts time in. */
  readonly timeBase: Rational;
  /** Added to the pictures' timestamps, which NUT cannot carry below 0. */
  readonly lead: number;
  readonly clip: boolean;
  readonly streams: boolean;
  readonly warnings: string[];
}

/**
 * Starts an encoding: checks the output, then runs FFmpeg into a temporary file beside it.
 *
 * One picture in is one frame out at the same instant, the clip's start being 0. `write` has to be given the timestamps
 * that `decode` gave for the same clip and range.
 *
 * @throws {OptionError} for an output or an option that cannot be used.
 * @throws {InputError} when the output's folder cannot be written to.
 * @throws {FfmpegError} when FFmpeg lacks what is needed.
 */
export async function openEncoder(job: EncoderJob): Promise<PictureEncoder> {
  const plan = planOf(job);
  await requireCapabilities(job.binaries.ffmpeg, needs(job, plan));
  const output = job.output === '-' ? undefined : await prepareOutput(requestOf(job, plan.container));
  try {
    return new Encoder(job, plan, output);
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
  return plan.warnings;
}

/**
 * The arguments of the encoding FFmpeg.
 *
 * @param target - the file or folder that is written. Default: the output itself.
 */
export function encoderArguments(job: EncoderJob, target = job.output): string[] {
  return argumentsOf(job, planOf(job), target);
}

function argumentsOf(job: EncoderJob, plan: Plan, target: string): string[] {
  const { info } = job;
  const { container, codec, timeBase } = plan;
  const quiet = ['-hide_banner', '-nostats', '-loglevel', 'repeat+level+warning', '-progress', 'pipe:2'];
  const streams = plan.streams ? copiedStreams(info, container, 1) : undefined;
  return buildArguments({
    inputs: [
      {
        // Nothing is to be guessed from the first pictures: they are waited for.
        options: [...quiet, '-copyts', '-f', 'nut'],
        source: 'pipe:0',
      },
      ...(plan.clip ? [clipInput(info, job)] : []),
    ],
    filterGraph: filterGraph(job, {
      pixelFormat: codec.pixelFormat,
      timeBase,
      lead: plan.lead,
      toneMap: toneMapped(job),
    }),
    output: {
      options: [
        ...['-map', '[out]', ...codec.options, '-pix_fmt', codec.pixelFormat],
        ...colorOptions(job, codec.pixelFormat, toneMapped(job)),
        ...passthrough(job.binaries.ffmpeg),
        ...['-enc_time_base', `${timeBase.num}/${timeBase.den}`],
        ...(streams?.options ?? ['-map_metadata', '-1']),
        ...startOptions(job),
        // The same pictures give the same file: no random identifiers, no version of the muxer.
        ...['-max_muxing_queue_size', '4096', '-fflags', '+bitexact'],
        ...containerOptions(job, plan),
        ...['-f', container.muxer, '-y'],
      ],
      target: targetUrl(container, target),
    },
  });
}

/** The container starts where the clip does, or where the range does: at 0. Copied streams are cut to the range. */
function startOptions({ info, start = 0, end }: EncoderJob): string[] {
  const zero = info.startTime + start;
  if (start > 0 || end !== undefined) {
    return ['-ss', exact(zero), ...(end === undefined ? [] : ['-t', exact(end - start)])];
  }
  return zero === 0 ? [] : ['-output_ts_offset', exact(-zero)];
}

function containerOptions({ info, binaries }: EncoderJob, { container, timeBase }: Plan): string[] {
  const scale: string[] = [];
  if (container.name === 'mp4' || container.name === 'mov') {
    scale.push('-video_track_timescale', String(timeBase.den));
    // The instant of the first frame is told in this unit, which is a millisecond otherwise.
    if (isAtLeast(binaries.ffmpeg, 5, 0)) scale.push('-movie_timescale', String(timeBase.den));
  }
  // The picture is upright by now; a turn told in the copied metadata would turn it again.
  const upright = info.rotation === 0 ? [] : ['-metadata:s:v:0', 'rotate='];
  return [...container.options, ...scale, ...upright];
}

function targetUrl(container: Container, target: string): string {
  if (target === '-') return 'pipe:1';
  const path = resolve(target);
  return fileUrl(isFolder(container) ? join(path.replaceAll('%', '%%'), '%06d.png') : path);
}

function planOf(job: EncoderJob): Plan {
  const { info, encoding, compose } = job;
  const container = containerOf(job.output, encoding);
  const codec = videoCodec(container, encoding, pixelsOf(job), outputSize(job), info.averageFrameRate);
  const warnings = [...codec.warnings];
  const timeBase = timeBaseOf(job, container, codec, warnings);
  const streams = (job.copyStreams ?? compose.kind === 'overlay') && hasStreams(container);
  if (streams) warnings.push(...copiedStreams(info, container, 1).warnings);
  if (toneMapped(job)) warnings.push('high dynamic range is mapped to standard range in the output');
  const { num, den } = info.timeBase;
  const lead = Math.max(0, Math.ceil((-info.startTime * den) / num));
  return { container, codec, timeBase, lead, clip: streams || needsClip(job), streams, warnings };
}

function hasStreams({ name }: Container): boolean {
  return !['gif', 'y4m', 'rawvideo', 'png'].includes(name);
}

function pixelsOf({ compose, encoding }: EncoderJob): Pixels {
  if (compose.kind === 'overlay') return 'color';
  return encoding.bitDepth === 16 ? 'gray16' : 'gray';
}

/** An overlay of a clip of high dynamic range: its colors do not fit eight bits. */
function toneMapped({ info, compose }: EncoderJob): boolean {
  return compose.kind !== 'map' && isHighDynamicRange(info);
}

/** The clip's own, unless the container or the encoder counts in something coarser. */
function timeBaseOf({ info }: EncoderJob, { name }: Container, { encoder }: VideoCodec, warnings: string[]): Rational {
  const { frameRate, averageFrameRate } = info;
  if (name === 'gif') return { num: 1, den: 100 };
  if (name === 'avi' || name === 'y4m' || encoder === 'libsvtav1') {
    const rate = frameRate.num / frameRate.den <= 240 && frameRate.num < 65_536 ? frameRate : averageFrameRate;
    const mean = averageFrameRate.num / averageFrameRate.den;
    if (Math.abs(rate.num / rate.den / mean - 1) > 0.01) {
      warnings.push(
        `${encoder === 'libsvtav1' ? encoder : name} has a constant frame rate, the clip has not: its instants are moved to the nearest frames`,
      );
    }
    return reducedRate(rate);
  }
  // MPEG-4 Part 2 counts seconds in at most 65,535 parts.
  if (encoder === 'mpeg4' && info.timeBase.den > 65_535) return { num: 1, den: 60_000 };
  return info.timeBase;
}

function reducedRate({ num, den }: Rational): Rational {
  return num < 65_536 ? { num: den, den: num } : { num: 1001, den: Math.min(65_535, Math.round((1001 * num) / den)) };
}

function needs(job: EncoderJob, { codec }: Plan): ['filter' | 'encoder', string][] {
  return [
    ...(job.compose.kind === 'refine' ? [['filter', 'guided'] as ['filter', string]] : []),
    ...(toneMapped(job) ? toneMapNeeds.map((name): ['filter', string] => ['filter', name]) : []),
    ...(job.encoding.codec === undefined ? [] : [['encoder', codec.encoder] as ['encoder', string]]),
  ];
}

function requestOf(job: EncoderJob, container: Container) {
  const { output, info, force = false } = job;
  return { path: output, input: info.path, folder: isFolder(container), force };
}

/** How a pipe says that its reader went away. */
const goneCodes = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

class Encoder implements PictureEncoder {
  readonly warnings: readonly string[];
  readonly commandLine: readonly string[];
  readonly #job: EncoderJob;
  readonly #plan: Plan;
  readonly #output: PendingOutput | undefined;
  readonly #child: FfmpegProcess;
  readonly #nut: NutWriter;
  readonly #bytes: number;
  readonly #delivered: Promise<void>;
  #written = 0;
  #encoded = 0;
  #last = -1;
  #readerGone = false;
  #undeliverable: SaliencyError | undefined;

  constructor(job: EncoderJob, plan: Plan, output: PendingOutput | undefined) {
    this.#job = job;
    this.#plan = plan;
    this.#output = output;
    this.warnings = plan.warnings;
    const { path } = job.binaries.ffmpeg;
    const args = argumentsOf(job, plan, output?.temporary ?? '-');
    this.commandLine = [path, ...args];
    this.#nut = new NutWriter({ ...job.pictures, timeBase: job.info.timeBase });
    this.#bytes = pictureBytes(job.pictures);
    const { signal, stallTimeoutMs } = job;
    this.#child = new FfmpegProcess(path, args, { signal, stallTimeoutMs, onLine: (line) => this.#hear(line) });
    this.#delivered = output === undefined ? this.#deliver(job.stdout ?? process.stdout) : Promise.resolve();
    if (output !== undefined) this.#child.stdout.resume();
    this.#child.stdin.write(this.#nut.header());
  }

  get readerGone(): boolean {
    return this.#readerGone;
  }

  async write(picture: Uint8Array, time: Timestamp): Promise<void> {
    if (this.#readerGone) return;
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
    } catch (cause) {
      if (this.#readerGone) return;
      await this.#fail(cause);
    }
  }

  async close(): Promise<EncodedVideo> {
    const { signal, info } = this.#job;
    try {
      this.#child.stdin.end();
      const exit = await this.#child.awaiting(this.#child.exited);
      await this.#delivered;
      signal?.throwIfAborted();
      if (this.#undeliverable) throw this.#undeliverable;
      if (!this.#readerGone) {
        if (exit.code !== 0) throw this.#child.failure(`could not encode ${this.#job.output}`, exit);
        await this.#complete();
        const frames = await this.#count();
        if (frames !== this.#written) {
          const what = `wrote ${frames} of ${this.#written} frames of ${info.name} to ${this.#job.output}`;
          throw this.#child.failure(what, exit);
        }
      }
      await this.#output?.commit();
    } catch (error) {
      await this.abort();
      throw error;
    }
    return { path: this.#output?.path ?? '-', frames: this.#written, cutShort: this.#readerGone };
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

  async #complete(): Promise<void> {
    const { binaries, info } = this.#job;
    const isMp4 = ['mp4', 'mov'].includes(this.#plan.container.name);
    if (this.#output === undefined || !isMp4 || isAtLeast(binaries.ffmpeg, 5, 0)) return;
    await completeLastFrame(this.#output.temporary, info.averageFrameRate);
  }

  /** Frames that are in the output, by its index or by reading it through. */
  async #count(): Promise<number> {
    if (this.#output === undefined) return this.#encoded;
    const { temporary } = this.#output;
    if (isFolder(this.#plan.container)) return (await readdir(temporary)).length;
    const { binaries, signal } = this.#job;
    const { stdout, stderr, code } = await capture(
      binaries.ffprobe.path,
      [
        ...['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries', 'stream=nb_read_packets'],
        ...['-of', 'csv=p=0', '-i', fileUrl(temporary)],
      ],
      { signal, timeoutMs: 600_000 },
    );
    if (code !== 0) {
      throw new FfmpegError('failed', `${this.#job.output}: what was written cannot be read`, { stderr: [stderr] });
    }
    return Number.parseInt(stdout, 10) || 0;
  }

  async #deliver(stdout: NodeJS.WritableStream): Promise<void> {
    const ignore = () => {};
    stdout.on('error', ignore);
    try {
      await pipeline(this.#child.stdout, stdout as Writable, { end: false });
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      const closed = code === 'ERR_STREAM_PREMATURE_CLOSE';
      // A child that closed its end early is told by its exit.
      if (closed && !(stdout as Writable).destroyed) return;
      if (closed || goneCodes.includes(code)) this.#readerGone = true;
      else this.#undeliverable = new SaliencyError('ERR_OUTPUT', `standard output: ${message}`, { cause: error });
      this.#child.kill();
    } finally {
      stdout.off('error', ignore);
    }
  }

  /** A count that has risen is a sign of life. */
  #hear(line: string): void {
    const frames = Number(/^frame= *(\d+)/.exec(line)?.[1] ?? 0);
    if (frames <= this.#encoded) return;
    this.#encoded = frames;
    this.#child.beat();
  }
}
