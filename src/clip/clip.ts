import { crc32 } from 'node:zlib';
import { analysisSize } from '../core/analysis-size.js';
import type { PartialInputError } from '../core/errors.js';
import { type Frame, type FrameSize, seconds } from '../core/frame.js';
import type { FrameMark, Seams } from '../core/seams.js';
import type { FrameResult, VideoInfo, VideoSource } from '../core/stream.js';
import type { FrameMapper } from '../mapping/frame-mapper.js';
import { mapFrames } from '../mapping/map-frames.js';
import { PairedMapper } from '../mapping/paired-mapper.js';
import { type Segmentation, segmentAt, segmentationOf, segmentCount } from '../mapping/segmentation.js';
import { type DecodeOptions, decode, decoderArguments, tooLong } from '../video/decode/decoder.js';
import { type InputFile, openInputFile } from '../video/decode/input-file.js';
import { probe } from '../video/decode/probe.js';
import { type Binaries, findBinaries } from '../video/ffmpeg/binaries.js';
import type { Needs } from '../video/ffmpeg/capabilities.js';
import { requireCapabilities } from '../video/ffmpeg/capabilities.js';
import { seeksExactly } from '../video/ffmpeg/clip-input.js';
import { ptsRange } from '../video/ffmpeg/pts-range.js';
import { requireRoom } from '../video/ffmpeg/room.js';
import { startLocalModel } from '../workers/local-model.js';
import { ModelPool } from '../workers/model-pool.js';
import { startModelThread } from '../workers/model-thread.js';
import type { RemoteModel } from '../workers/remote-model.js';
import { type ChosenModel, gazeModelBeside } from './choose-model.js';
import type { ClipPlan } from './clip-plan.js';
import { Deadline } from './deadline.js';

/** How a clip is opened. */
interface OpenOptions {
  /** Whether it will be mapped: a thread for the model then starts meanwhile. Default true. */
  readonly mapped?: boolean;
  /** Whether it is also mapped where eyes rest, if its own model does not tell that. Default false. */
  readonly gaze?: boolean;
  /** What will be asked of FFmpeg. */
  readonly needs?: Needs;
}

/** A clip that was probed and can be decoded and mapped. */
export class Clip {
  readonly plan: ClipPlan;
  readonly info: VideoInfo;
  readonly binaries: Binaries;
  /** Size of the frames that the model sees. */
  readonly size: FrameSize;
  /** Settles once FFmpeg was started to decode frames. */
  readonly decoding: Promise<void>;
  #onDecoding!: () => void;
  readonly #file: InputFile;
  readonly #models: ModelPool | undefined;
  readonly #gazeModels: ModelPool | undefined;
  readonly #sources: VideoSource[] = [];
  readonly #deadline: Deadline;
  /** Maps so far, of all segments. */
  #maps = 0;
  readonly #notes: string[] = [];

  private constructor(
    plan: ClipPlan,
    deadline: Deadline,
    info: VideoInfo,
    binaries: Binaries,
    file: InputFile,
    models: ModelPool | undefined,
    gazeModels: ModelPool | undefined,
  ) {
    this.plan = plan;
    this.#deadline = deadline;
    this.info = info;
    this.binaries = binaries;
    this.size = analysisSize(info, plan.flags.analysisSize);
    this.#file = file;
    this.#models = models;
    this.#gazeModels = gazeModels;
    this.decoding = new Promise((resolve) => {
      this.#onDecoding = resolve;
    });
  }

  /**
   * Finds FFmpeg and probes a file, or standard input for `-`. What is opened has to be closed.
   *
   * @throws {InputError} when the file cannot be used.
   * @throws {FfmpegError} when FFmpeg is missing; before standard input is read, also when it lacks what is needed.
   */
  static async open(
    input: string,
    plan: ClipPlan,
    { mapped = true, gaze = false, needs = [] }: OpenOptions = {},
  ): Promise<Clip> {
    requireRoom();
    const { flags } = plan;
    const deadline = new Deadline(input === '-' ? 'standard input' : input, flags.timeout, plan.signal);
    const { signal } = deadline;
    const models = mapped ? poolOf(plan.model) : undefined;
    const gazeModel = mapped && gaze ? gazeModelBeside(plan.model) : undefined;
    const gazeModels = gazeModel && poolOf(gazeModel);
    let file: InputFile | undefined;
    try {
      const binaries = await findBinaries(plan);
      if (input === '-') await requireCapabilities(binaries.ffmpeg, needs);
      file = await openInputFile(input, { signal });
      const { stream, maxPixels } = flags;
      const info = await probe(file.path, { binaries, signal, stream, maxPixels, name: file.name });
      checkLimits(info, plan);
      return new Clip({ ...plan, signal }, deadline, info, binaries, file, models, gazeModels);
    } catch (error) {
      deadline.clear();
      await Promise.allSettled([file?.remove(), models?.close(), gazeModels?.close()]);
      throw error;
    }
  }

  /** Whether results tell where eyes rest beside what the model tells. */
  get mapsGaze(): boolean {
    return this.#gazeModels !== undefined;
  }

  /** The program that decodes the clip, and its arguments. */
  get commandLine(): readonly string[] {
    return [this.binaries.ffmpeg.path, ...decoderArguments(this.info, this.#decoding)];
  }

  /** Segments that the clip is expected to have; 1 where it cannot be entered in the middle, or does not say its length. */
  get segments(): number {
    return seeksExactly(this.info) ? (segmentCount(this.info, this.plan) ?? 1) : 1;
  }

  /** Set once the frames are read to their end, where the clip ended early or is damaged. */
  get damage(): PartialInputError | undefined {
    return this.#sources.find(({ damage }) => damage !== undefined)?.damage;
  }

  /** What the user should know; complete once the frames are read to their end. */
  get warnings(): readonly string[] {
    return [
      ...new Set([...this.binaries.warnings, ...this.#notes, ...this.#sources.flatMap(({ warnings }) => warnings)]),
    ];
  }

  /** The frames of the clip, unmapped. */
  frames(): VideoSource {
    return this.#decode(this.#decoding);
  }

  /**
   * Maps the segments [from, to), and returns the damage that was met; several parts may be mapped at a time.
   *
   * @param seams - filled with what is decoded where segments meet: the start before the first map, the end after the
   * last.
   */
  map(
    from = 0,
    to = Number.POSITIVE_INFINITY,
    seams?: Seams,
  ): AsyncGenerator<FrameResult, PartialInputError | undefined> {
    return this.#map(from, to, from > 0, seams);
  }

  /** Maps all from a segment on as {@link map} does, for a clip that cannot be entered there: it is read from its start. */
  mapFromStart(from: number): AsyncGenerator<FrameResult, PartialInputError | undefined> {
    this.#notes.push(
      `${this.info.name}: seeking in it leads to other frames than it should: it is read from its start`,
    );
    return this.#map(from, Number.POSITIVE_INFINITY, false, undefined);
  }

  async *#map(
    from: number,
    to: number,
    seeks: boolean,
    seams: Seams | undefined,
  ): AsyncGenerator<FrameResult, PartialInputError | undefined> {
    const segmentation = segmentationOf(this.info, this.plan);
    const [models, gazeModels] = [this.#models!, this.#gazeModels];
    const taken: Promise<RemoteModel>[] = [];
    const takenForGaze: Promise<RemoteModel>[] = [];
    const takeModel = async (): Promise<FrameMapper> => {
      taken.push(models.take(this.size));
      const model = taken.at(-1)!;
      if (gazeModels === undefined) return model;
      takenForGaze.push(gazeModels.take(this.size));
      const [first, second] = await Promise.all([model, takenForGaze.at(-1)!]);
      return new PairedMapper(first, second);
    };
    const firstModel = takeModel();
    const buffers = firstModel.then(({ latency }) => latency + 2);
    // A model that cannot be made is told of when the decoder asks for its buffers, which may be never.
    buffers.catch(() => {});
    const source = this.#decode({
      ...this.#decoding,
      ...(seeks ? { start: this.#leadInOf(from, segmentation), mayBeEmpty: true } : {}),
      // Lent at a time: the frames that the model looks ahead, the one that it maps, and the next one.
      buffers,
    });
    let begun = false;
    const nextModel = () => {
      const model = begun ? takeModel() : firstModel;
      begun = true;
      return model;
    };
    try {
      const { maxFrames } = this.plan.flags;
      const frames = seams === undefined ? source : this.#noting(source, seams, segmentation, from, to);
      for await (const result of mapFrames(frames, nextModel, { segmentation, from, to })) {
        if (++this.#maps > maxFrames) throw tooLong(this.info.name, 'maxFrames', `has more than ${maxFrames} frames`);
        yield result;
      }
      if (this.plan.flags.strict && source.damage !== undefined) throw source.damage;
      return source.damage;
    } finally {
      await Promise.all([models.giveBack(taken), gazeModels?.giveBack(takenForGaze)]);
    }
  }

  /** Ends what was started and removes what was made to read the input. */
  async close(): Promise<void> {
    this.#deadline.clear();
    await Promise.all([this.#models?.close(), this.#gazeModels?.close()]);
    await this.#file.remove();
  }

  get #decoding(): DecodeOptions {
    const { start, end, flags, signal } = this.plan;
    const { deinterlace, strict, maxFrames, maxDuration } = flags;
    const { size, binaries } = this;
    const limits = { maxFrames, maxDuration };
    return { size, start, end, deinterlace, strict, ...limits, binaries, signal, onStart: this.#onDecoding };
  }

  /** Notes the frames where segments meet, as far as a part of the clip is decoded there. */
  async *#noting(
    source: VideoSource,
    seams: Seams,
    segmentation: Segmentation,
    from: number,
    to: number,
  ): AsyncGenerator<Frame, void> {
    const [leadIn, leadOut]: [FrameMark[], FrameMark[]] = [[], []];
    if (from > 0) seams.leadIn = leadIn;
    const start = to === Number.POSITIVE_INFINITY ? undefined : this.#leadInOf(to, segmentation);
    const nextPts = start === undefined ? Number.POSITIVE_INFINITY : ptsRange(this.info, { start }).startPts!;
    if (start !== undefined) seams.leadOut = { marks: leadOut };
    let [isIn, isOut] = [from === 0, false];
    for await (const frame of source) {
      const { pts } = frame.time;
      const segment = segmentAt(segmentation, seconds(frame.time));
      if (!isIn || (pts >= nextPts && !isOut)) {
        const mark = { pts, checksum: crc32(frame.data) };
        if (!isIn) leadIn.push(mark);
        if (pts >= nextPts && !isOut) leadOut.push(mark);
      }
      isIn ||= segment >= from;
      if (segment >= to && !isOut) {
        isOut = true;
        seams.leadOut = { marks: leadOut, next: segment };
      }
      yield frame;
    }
  }

  /** Where decoding starts for a segment, in seconds from the clip's start: a little early, never late. */
  #leadInOf(segment: number, { length, leadIn }: Segmentation): number {
    const { start = 0 } = this.plan;
    return Math.max(start, start + segment * length - leadIn - 0.1);
  }

  #decode(options: DecodeOptions): VideoSource {
    const source = decode(this.info, options);
    this.#sources.push(source);
    return source;
  }
}

/** @throws {InputError} for a clip whose header promises more than is allowed. */
function checkLimits({ name, duration, frameCountHint = 0 }: VideoInfo, { flags, start = 0, end }: ClipPlan): void {
  const { maxDuration, maxFrames } = flags;
  const lasts = Math.min(duration ?? 0, end ?? Number.POSITIVE_INFINITY) - start;
  if (lasts > maxDuration) {
    throw tooLong(name, 'maxDuration', `lasts ${Number(lasts.toFixed(3))} s, more than ${maxDuration} s`);
  }
  if (start === 0 && end === undefined && frameCountHint > maxFrames) {
    throw tooLong(name, 'maxFrames', `has ${frameCountHint} frames, more than ${maxFrames}`);
  }
}

function poolOf(model: ChosenModel): ModelPool {
  return new ModelPool(model, model.loadable ? startModelThread : startLocalModel);
}
