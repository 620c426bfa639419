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

/** A clip that was probed; its frames can be mapped once. */
export class Clip {
  readonly plan: ClipPlan;
  readonly info: VideoInfo;
  readonly binaries: Binaries;
  /** Size of the frames that the model sees. */
  readonly size: FrameSize;
  readonly #file: InputFile;
  readonly #threads: ModelThread[] = [];
  #frames: FrameSource | undefined;

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

  /** Set once the frames are read to their end, where the clip ended early or is damaged. */
  get damage(): PartialInputError | undefined {
    return this.#frames?.damage;
  }

  /** What the user should know; complete once the frames are read to their end. */
  get warnings(): readonly string[] {
    return [...this.binaries.warnings, ...(this.#frames?.warnings ?? [])];
  }

  /**
   * Starts decoding when the frames are asked for.
   *
   * @param buffers - frames that may be lent at a time.
   */
  decode(buffers?: number): FrameSource {
    this.#frames = decode(this.info, { ...this.#decoding, buffers });
    return this.#frames;
  }

  async *map(): AsyncGenerator<FrameResult, void> {
    const model = await this.#startModel();
    // Lent at a time: the frames that the model looks ahead, the one that it maps, and the next one.
    yield* mapFrames(this.decode(model.latency + 2), () => model);
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

  async #startModel(): Promise<ModelThread> {
    const thread = await startModel(this.plan.flags.model, this.size, this.plan.modelOptions);
    this.#threads.push(thread);
    return thread;
  }
}
