import { BufferPool } from '../../core/buffer-pool.js';
import { InputError, OptionError, PartialInputError, SaliencyError } from '../../core/errors.js';
import { type Frame, type FrameSize, seconds, type Timestamp } from '../../core/frame.js';
import type { VideoInfo, VideoSource } from '../../core/stream.js';
import { optionName, wording } from '../../core/wording.js';
import type { Binaries } from '../ffmpeg/binaries.js';
import { hasCapability } from '../ffmpeg/capabilities.js';
import { type ClipRange, clipInput, rangeFilters } from '../ffmpeg/clip-input.js';
import { buildArguments, errorsAllowed, passthrough } from '../ffmpeg/command.js';
import { deinterlaceFilter, isHighDynamicRange, scaleFilter, toneMapFilters, toneMapNeeds } from '../ffmpeg/filters.js';
import { FfmpegProcess } from '../ffmpeg/process.js';
import { BytePipe, type ByteReader, StreamBytes } from './byte-pipe.js';
import { DamageListener } from './damage-listener.js';
import { TimestampReader } from './timestamp-reader.js';

/** Chooses which part of a clip is decoded, at which size and how. */
export interface DecodeOptions extends ClipRange {
  /** Size of the frames; see `analysisSize`. */
  readonly size: FrameSize;
  /** Frames that may be out at a time; one more waits for the next to be asked for. FFmpeg starts before it is known. Default 3. */
  readonly buffers?: number | Promise<number> | undefined;
  /** Default false. */
  readonly deinterlace?: boolean | undefined;
  /** Accepts a range without a frame: it was worked out, not chosen. Default false. */
  readonly mayBeEmpty?: boolean | undefined;
  /** Damage is thrown at the end, and not only told. Default false. */
  readonly strict?: boolean | undefined;
  /** More frames than this are an error. Default: no limit. */
  readonly maxFrames?: number | undefined;
  /** Frames that come more seconds than this after the start of the range are an error. Default: no limit. */
  readonly maxDuration?: number | undefined;
  /** Milliseconds for which the next frame may be asked for while all are lent; default 30,000. */
  readonly releaseTimeoutMs?: number | undefined;
  /** Called once FFmpeg was started, whether it runs or not. */
  readonly onStart?: (() => void) | undefined;
  readonly binaries: Binaries;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a clip to rgb24 frames of one size, each with the stream's own timestamp.
 *
 * FFmpeg starts with the iteration and waits whenever the reader does: besides the pool's buffers nothing is held.
 * Rotation is applied, the aspect of the pixels is not, alpha is dropped, high dynamic range is mapped to standard
 * where the build of FFmpeg can.
 *
 * The iteration throws {@link InputError} when no frame can be decoded or a limit is exceeded, {@link OptionError} when `start` lies beyond the
 * end, {@link PartialInputError} for a damaged clip when `strict` is set, and `FfmpegError` when FFmpeg fails.
 */
export function decode(info: VideoInfo, options: DecodeOptions): VideoSource {
  return new Decoder(info, options);
}

/**
 * Gives the arguments of the decoding FFmpeg.
 *
 * @param toneMap - whether high dynamic range is mapped; `decode` asks the build.
 */
export function decoderArguments(
  info: VideoInfo,
  options: DecodeOptions,
  toneMap = isHighDynamicRange(info),
): string[] {
  const { ffmpeg } = options.binaries;
  const input = clipInput(info, options);
  const filters = [
    ...rangeFilters(info, options),
    // Checksums cost a tenth of the decoding, and hardly anything else of showinfo is needed.
    'showinfo=checksum=0',
    ...(options.deinterlace ? [deinterlaceFilter] : []),
    scaleFilter(info, options.size),
    ...(toneMap ? [...toneMapFilters(info), 'scale'] : []),
    'format=rgb24',
  ];
  return buildArguments({
    inputs: [
      {
        options: [
          '-nostdin',
          '-hide_banner',
          '-nostats',
          '-loglevel',
          'repeat+level+info',
          '-copyts',
          ...errorsAllowed,
          ...(isTold(info, options) ? ['-nofind_stream_info'] : []),
          ...input.options,
        ],
        source: input.source,
      },
    ],
    output: {
      options: [
        ...['-map', `0:${info.streamIndex}`, '-an', '-sn', '-dn', '-filter:v', filters.join(',')],
        ...passthrough(ffmpeg),
        // In the stream's own time base no two timestamps fall together, so that no frame is taken for a repeated one.
        ...['-enc_time_base', '-1', '-f', 'rawvideo'],
      ],
      target: 'pipe:1',
    },
  });
}

/**
 * Tells whether a header leaves nothing open that FFmpeg would look for by decoding the first pictures, which it then
 * decodes again. The index of an MP4 tells how H.264 is reordered, if it is one of the whole clip and not of the first
 * of its fragments; a seek has to know where the clip starts.
 */
function isTold({ container, codec, frameCountHint = 0, frameRate, duration }: VideoInfo, { start = 0 }: ClipRange) {
  const isMp4 = container.split(',').includes('mp4');
  const isWhole = duration !== undefined && 2 * frameCountHint > (duration * frameRate.num) / frameRate.den;
  return start === 0 && codec === 'h264' && isMp4 && isWhole;
}

class Decoder implements VideoSource {
  readonly info: VideoInfo;
  readonly #options: DecodeOptions;
  readonly #warnings: string[] = [];
  #damage: PartialInputError | undefined;
  #started = false;

  constructor(info: VideoInfo, options: DecodeOptions) {
    this.info = info;
    this.#options = options;
  }

  get damage(): PartialInputError | undefined {
    return this.#damage;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void> {
    if (this.#started) throw new Error('the frames of a source can be read once');
    this.#started = true;
    const { binaries, size, signal, buffers = 3 } = this.#options;
    const toneMap = await this.#toneMapping();
    const damage = new DamageListener();
    const times = new TimestampReader(this.info);
    const pipe = await BytePipe.open();
    let child: FfmpegProcess;
    try {
      child = new FfmpegProcess(binaries.ffmpeg.path, decoderArguments(this.info, this.#options, toneMap), {
        output: pipe?.childEnd,
        signal,
        onLine: (line) => {
          if (!times.read(line)) damage.hear(line, times.count);
        },
      });
    } catch (error) {
      pipe?.close();
      throw error;
    }
    this.#options.onStart?.();
    child.stdin.end();
    child.exited.then(() => times.end());
    const finished = new AbortController();
    const bytes = pipe ?? new StreamBytes(child.stdout);
    let count = 0;
    try {
      const pool = new BufferPool(await buffers, 3 * size.width * size.height);
      const reader = new FrameReader(child, bytes, pool, finished.signal);
      let next = reader.read();
      for (let data = await next; data !== undefined; data = await this.#demand(next, reader)) {
        const buffer = data;
        next = reader.read();
        // Whoever stops in between never awaits it.
        next.catch(() => {});
        const time = await child.awaiting(times.next());
        if (time === undefined) throw child.failure(`lost the timestamps of ${this.info.name}`, await child.exited);
        this.#checkLimits(count + 1, time);
        yield { ...size, index: count++, time, data: buffer, release: () => reader.release(buffer) };
      }
      signal?.throwIfAborted();
      await this.#finish(child, count, times, damage);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      finished.abort();
      child.kill();
      bytes.close();
      await child.exited;
      // Who leaves early is told of the damage that was met so far.
      this.#damage ??= this.#assess(undefined, count, damage);
    }
  }

  /** Awaits the next frame, and gives up where it waits for a frame that nobody releases. */
  async #demand(next: Promise<Uint8Array | undefined>, reader: FrameReader): Promise<Uint8Array | undefined> {
    if (!reader.starved) return next;
    const { releaseTimeoutMs = defaultReleaseTimeoutMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const unreleased = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const what = `all ${reader.lent} frames that are lent at a time are out, and none was released`;
        const message = `${this.info.name}: ${what} for ${releaseTimeoutMs / 1000} s; call release() for each frame`;
        if (reader.starved) reject(new SaliencyError('ERR_POOL', message));
      }, releaseTimeoutMs);
    });
    try {
      return await Promise.race([next, unreleased]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws {InputError} for a clip that is longer than allowed: a header may promise anything, or nothing. */
  #checkLimits(count: number, time: Timestamp): void {
    const { info } = this;
    const { maxFrames = Number.POSITIVE_INFINITY, maxDuration = Number.POSITIVE_INFINITY, start = 0 } = this.#options;
    if (count > maxFrames) throw tooLong(info.name, 'maxFrames', `has more than ${maxFrames} frames`);
    if (seconds(time) - info.startTime - start > maxDuration) {
      throw tooLong(info.name, 'maxDuration', `lasts longer than ${maxDuration} s`);
    }
  }

  async #toneMapping(): Promise<boolean> {
    const { info } = this;
    const { ffmpeg } = this.#options.binaries;
    const { fieldOrder } = info;
    if (fieldOrder === 'interlaced' && !this.#options.deinterlace) {
      this.#warnings.push(`${info.name}: is interlaced; deinterlacing it gives cleaner outlines`);
    }
    if (info.videoStreams.length > 1) {
      this.#warnings.push(`${info.name}: has ${info.videoStreams.length} video streams, ${info.streamIndex} is used`);
    }
    if (!isHighDynamicRange(info)) return false;
    const has = await Promise.all(toneMapNeeds.map((name) => hasCapability(ffmpeg, 'filter', name)));
    if (has.every(Boolean)) return true;
    this.#warnings.push(
      `${info.name}: high dynamic range is not mapped, this FFmpeg lacks ${toneMapNeeds.join(' or ')}`,
    );
    return false;
  }

  async #finish(child: FfmpegProcess, count: number, times: TimestampReader, damage: DamageListener): Promise<void> {
    const { info } = this;
    const { start, strict, mayBeEmpty } = this.#options;
    const exit = await child.awaiting(child.exited);
    if (times.interrupted || exit.signal !== null || exit.error !== undefined) {
      throw child.failure(`was stopped while decoding ${info.name}`, exit);
    }
    if (count === 0 && !mayBeEmpty) {
      const failure = child.failure(`could not decode ${info.name}`, exit);
      if (failure.reason !== 'failed') throw failure;
      if (start) throw OptionError.of('start', `expected a time within the clip, got ${start} s`, { cause: failure });
      throw new InputError(`${info.name}: no frame could be decoded`, { cause: failure });
    }
    if (times.count !== count) throw child.failure(`gave ${count} of ${times.count} frames of ${info.name}`, exit);
    if (exit.code !== 0) throw child.failure(`could not decode ${info.name}`, exit);
    this.#warnings.push(...times.warnings);
    this.#damage = this.#assess(this.#expected(count), count, damage);
    if (this.#damage && strict) throw this.#damage;
  }

  /** Counts the frames that the header promises where there are fewer; it promises them for the whole clip only. */
  #expected(count: number): number | undefined {
    const { start, end } = this.#options;
    const promised = start === undefined && end === undefined ? this.info.frameCountHint : undefined;
    return promised !== undefined && promised > count ? promised : undefined;
  }

  #assess(expected: number | undefined, count: number, damage: DamageListener): PartialInputError | undefined {
    if (damage.count === 0) return undefined;
    const frames = `${count} ${count === 1 && expected === undefined ? 'frame' : 'frames'} could be decoded`;
    const what =
      expected === undefined ? `the clip is damaged, ${frames}` : `${count} of ${expected} frames could be decoded`;
    return new PartialInputError(`${this.info.name}: ${what} (${damage.first})`, count, expected);
  }
}

/** Makes the error for a clip that exceeds a limit, with the option that raises it. */
export function tooLong(name: string, option: string, what: string): InputError {
  return new InputError(wording`${name}: ${what}; the option ${optionName(option)} raises the limit`);
}

/** Milliseconds for which the next frame may be asked for while all frames are lent. */
const defaultReleaseTimeoutMs = 30_000;

/** Reads the child's output frame by frame. */
class FrameReader {
  readonly #child: FfmpegProcess;
  readonly #bytes: ByteReader;
  readonly #pool: BufferPool;
  readonly #finished: AbortSignal;
  /** The way from a key frame to the first frame of a range may be long. */
  #patience = 10;
  #starved = false;

  constructor(child: FfmpegProcess, bytes: ByteReader, pool: BufferPool, finished: AbortSignal) {
    this.#child = child;
    this.#bytes = bytes;
    this.#pool = pool;
    this.#finished = finished;
  }

  /** True while the next frame has no buffer: all are lent. */
  get starved(): boolean {
    return this.#starved;
  }

  /** Number of frames that are out. */
  get lent(): number {
    return this.#pool.inUse;
  }

  /** Gives the next frame's bytes; undefined at the end, where a part of a frame is left aside. */
  async read(): Promise<Uint8Array | undefined> {
    this.#starved = this.#pool.isEmpty;
    const buffer = await this.#pool.acquire(this.#finished);
    this.#starved = false;
    const full = await this.#child.awaiting(this.#bytes.fill(buffer), this.#patience);
    this.#patience = 1;
    if (full) return buffer;
    this.#pool.release(buffer);
    return undefined;
  }

  release(buffer: Uint8Array): void {
    this.#pool.release(buffer);
  }
}
