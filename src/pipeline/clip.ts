import type { PartialInputError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { type OptionValues, resolveOptions } from '../core/options.js';
import type { FrameResult, FrameSource, VideoInfo } from '../core/stream.js';
import { resolveModel } from '../models/registry.js';
import { type Binaries, findBinaries } from '../video/binaries.js';
import { type DecodeOptions, decode, decoderArguments } from '../video/decoder.js';
import { type InputFile, openInputFile } from '../video/input-file.js';
import { analysisSize, probe } from '../video/probe.js';
import { type ClipOptions, clipOptions, type TimeRange, timeRange } from './clip-options.js';
import { mapFrames } from './map-frames.js';
import { type ModelThread, startModel } from './model-thread.js';
import { type Segmentation, segmentationOf, segmentCount } from './segmentation.js';

/** Options of a clip, checked and complete. */
export interface ClipPlan extends TimeRange, Pick<ClipOptions, 'ffmpeg' | 'ffprobe' | 'signal'> {
  readonly flags: OptionValues<typeof clipOptions>;
  readonly modelOptions: Readonly<Record<string, unknown>>;
}

/**
 * Checks the options of a clip before anything is opened.
 *
 * @throws {OptionError} for what cannot be.
 */
export function planClip({ modelOptions, ffmpeg, ffprobe, signal, ...given }: ClipOptions): ClipPlan {
  const flags = resolveOptions(clipOptions, given);
  const { options } = resolveModel(flags.model, modelOptions);
  return { flags, modelOptions: options, ...timeRange(flags), ffmpeg, ffprobe, signal };
}

/** A clip that was probed and can be decoded and mapped. */
export class Clip {
  readonly plan: ClipPlan;
  readonly info: VideoInfo;
  readonly binaries: Binaries;
  /** Size of the frames that the model sees. */
  readonly size: FrameSize;
  readonly #file: InputFile;
  readonly #threads: ModelThread[] = [];
  readonly #idle: ModelThread[] = [];
  readonly #sources: FrameSource[] = [];

  private constructor(plan: ClipPlan, info: VideoInfo, binaries: Binaries, file: InputFile) {
    this.plan = plan;
    this.info = info;
    this.binaries = binaries;
    this.size = analysisSize(info, plan.flags.analysisSize);
    this.#file = file;
  }

  /**
   * Finds FFmpeg and probes a file, or standard input for `-`. What is opened has to be closed.
   *
   * @throws {InputError} when the file cannot be used.
   */
  static async open(input: string, plan: ClipPlan): Promise<Clip> {
    const { signal, flags } = plan;
    const [binaries, file] = await Promise.all([findBinaries(plan), openInputFile(input, { signal })]);
    try {
      const info = await probe(file.path, { binaries, signal, stream: flags.stream, name: file.name });
      return new Clip(plan, info, binaries, file);
    } catch (error) {
      await file.remove();
      throw error;
    }
  }

  /** The program that decodes the clip, and its arguments. */
  get commandLine(): readonly string[] {
    return [this.binaries.ffmpeg.path, ...decoderArguments(this.info, this.#decoding)];
  }

  /** Segments that the clip is expected to have; 1 where the file does not say how long it is. */
  get segments(): number {
    return segmentCount(this.info, this.plan) ?? 1;
  }

  /** Set once the frames are read to their end, where the clip ended early or is damaged. */
  get damage(): PartialInputError | undefined {
    return this.#sources.find(({ damage }) => damage !== undefined)?.damage;
  }

  /** What the user should know; complete once the frames are read to their end. */
  get warnings(): readonly string[] {
    return [...new Set([...this.binaries.warnings, ...this.#sources.flatMap(({ warnings }) => warnings)])];
  }

  /** The frames of the clip, unmapped. */
  frames(): FrameSource {
    return this.#decode(this.#decoding);
  }

  /** Maps the segments [from, to); several parts may be mapped at a time. */
  async *map(from = 0, to = Number.POSITIVE_INFINITY): AsyncGenerator<FrameResult, void> {
    const segmentation = segmentationOf(this.info, this.plan);
    const first = await this.#takeModel();
    const taken = [first];
    const source = this.#decode({
      ...this.#decoding,
      ...(from === 0 ? {} : { start: this.#leadInOf(from, segmentation), mayBeEmpty: true }),
      // Lent at a time: the frames that the model looks ahead, the one that it maps, and the next one.
      buffers: first.latency + 2,
    });
    let begun = false;
    const nextModel = async () => {
      if (begun) taken.push(await this.#takeModel());
      begun = true;
      return taken.at(-1)!;
    };
    try {
      yield* mapFrames(source, nextModel, { segmentation, from, to });
    } finally {
      this.#idle.push(...taken);
    }
  }

  /** Ends what was started and removes what was made to read the input. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
    await this.#file.remove();
  }

  get #decoding(): DecodeOptions {
    const { start, end, flags, signal } = this.plan;
    const { deinterlace, strict } = flags;
    return { size: this.size, start, end, deinterlace, strict, binaries: this.binaries, signal };
  }

  /** Where decoding starts for a segment, in seconds from the clip's start: a little early, never late. */
  #leadInOf(segment: number, { length, leadIn }: Segmentation): number {
    const { start = 0 } = this.plan;
    return Math.max(start, start + segment * length - leadIn - 0.1);
  }

  #decode(options: DecodeOptions): FrameSource {
    const source = decode(this.info, options);
    this.#sources.push(source);
    return source;
  }

  /** A model that has seen nothing. */
  async #takeModel(): Promise<ModelThread> {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      await idle.reset();
      return idle;
    }
    const thread = await startModel(this.plan.flags.model, this.size, this.plan.modelOptions);
    this.#threads.push(thread);
    return thread;
  }
}
