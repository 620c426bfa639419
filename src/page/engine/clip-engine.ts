import {
  type AnalyzedClip,
  analysisSize,
  FrameMeasurer,
  InputError,
  PartialInputError,
  recordError,
  SaliencyError,
  segmentationOf,
} from '../../browser.js';
import { analysisFile, reframeFile } from './analysis-file.js';
import type { CallContext } from './call-context.js';
import { CameraEngine } from './camera-engine.js';
import { chooseModels } from './chosen-models.js';
import { ClipMapper } from './clip-mapper.js';
import { ClipMeasures } from './clip-measures.js';
import type { ClipSource, ShownPicture } from './clip-source.js';
import { exportClip } from './export-clip.js';
import { FramePainter } from './frame-painter.js';
import { FramePixels } from './frame-pixels.js';
import { ClipFrames } from './frame-source.js';
import { rankingStages, superpixelsOf } from './frame-stages.js';
import { KeptMaps } from './kept-maps.js';
import type { EngineCalls, FromWorker } from './messages.js';
import { ModelWorkers } from './model-workers.js';
import { nextTask } from './next-task.js';
import { openStill } from './open-still.js';
import { openVideo } from './open-video.js';
import type { OpenedClip } from './opened-clip.js';
import { PictureCount } from './picture-count.js';
import { RateMeter } from './rate-meter.js';

/** Milliseconds from one word about progress to the next. */
const PROGRESS_EVERY = 250;
/** Records that travel at a time: a message of these is read in a few milliseconds. */
const RECORDS = 200;

/** The calls as the worker carries them out. */
export type EngineMethods = {
  readonly [K in keyof EngineCalls]: (
    context: CallContext,
    ...args: Parameters<EngineCalls[K]>
  ) => Promise<ReturnType<EngineCalls[K]>>;
};

/** One clip in the worker: opened, being mapped, and answering for itself. */
export class ClipEngine {
  readonly kept: KeptMaps;
  readonly #post: (message: FromWorker, transfer?: Transferable[]) => void;
  readonly #startWorker: () => Worker;
  readonly #count = new PictureCount();
  #open: OpenEngine | undefined;
  #camera: CameraEngine | undefined;

  /** @param startWorker - starts a worker for models. */
  constructor(post: (message: FromWorker, transfer?: Transferable[]) => void, startWorker: () => Worker) {
    this.#post = post;
    this.#startWorker = startWorker;
    this.kept = new KeptMaps(post);
  }

  /** Maps a picture of a camera, and closes it; that it cannot be is told to the session. */
  picture(picture: VideoFrame | ImageBitmap): void {
    if (this.#camera === undefined) picture.close();
    else this.#camera.map(picture).catch((error: unknown) => this.#break(error));
  }

  seek(index: number): void {
    this.#open?.mapper.seek(index);
  }

  readonly calls: EngineMethods = {
    open: async (_, file, name, options) => {
      const models = chooseModels(options);
      const still = file.type.startsWith('image/');
      const source = await (still ? openStill : openVideo)(file, name, this.#count);
      const { facts } = source;
      const analysis = analysisSize({ ...facts.stored }, options.analysisSize);
      const gaze = models.gaze !== undefined;
      const { startTime: _start, color, ...told } = facts;
      const clip: OpenedClip = { name, frames: facts.times.length, analysis, gaze, ...told };
      const pixels = { analysis, rotation: facts.rotation, color, reading: options.reading ?? 'exact' } as const;
      const analyzed: AnalyzedClip = {
        ...facts.stored,
        path: name,
        timeBase: facts.timeBase,
        frameRate: facts.frameRate,
        averageFrameRate: facts.averageFrameRate,
        hasAudio: facts.audioCodec !== undefined,
        audioChannels: facts.audioChannels,
      };
      const { quietZones, stills, minShot } = options;
      const measures = new ClipMeasures(
        analyzed,
        { model: models.main.name, gaze, quietZones, stills, minShot },
        clip.frames,
      );
      const mapper = new ClipMapper({
        times: facts.times,
        size: analysis,
        segmentation: segmentationOf({ ...analyzed, startTime: facts.startTime, duration: facts.duration }),
        frames: new ClipFrames(source, new FramePixels(pixels), analysis, this.#count),
        models: new ModelWorkers(models, analysis, this.#startWorker),
        measurer: new FrameMeasurer(analysis, { loudCells: quietZones !== undefined, gaze }),
        keep: (frame, packed) => {
          measures.put(frame);
          this.#post({ kind: 'map', index: frame.index, packed }, [packed.buffer as ArrayBuffer]);
          this.#tellProgress(clip);
        },
      });
      this.#open = { clip, source, measures, mapper, single: new FramePixels(pixels) };
      this.#run(clip, mapper);
      return clip;
    },
    measurements: async () => this.#opened.measures.columns,
    frame: async (_, index) => this.#opened.measures.analysis?.frames.find((frame) => frame.index === index),
    analysis: async ({ part }) => {
      const { frames, ...head } = await this.#whole();
      await this.#sendInParts(frames, part);
      return { ...head, frames: [] };
    },
    reframe: async ({ part }, options, edits) => {
      await this.#whole();
      const { frames, ...head } = this.#opened.measures.reframe(options, edits)!;
      await this.#sendInParts(frames, part);
      return { ...head, frames: [] };
    },
    text: async (_, request) => {
      const analysis = await this.#whole();
      if (request.of === 'analysis') return analysisFile(analysis, request.format);
      const { format, options = {}, edits = {} } = request;
      return reframeFile(this.#opened.measures.reframe(options, edits)!, analysis, format);
    },
    superpixels: async (_, index) => superpixelsOf(await this.#pixelsOf(index), this.#opened.clip.analysis),
    stages: async (_, index) => {
      const { analysis } = this.#opened.clip;
      return rankingStages(await this.#pixelsOf(index), analysis, await this.kept.levels(index, analysis));
    },
    picture: async (_, index, look) => {
      const { clip } = this.#opened;
      const needsMap = look.kind !== 'frame';
      if (needsMap && !(await this.#opened.mapper.when(index)))
        throw new InputError(`${clip.name}: frame ${index} cannot be decoded`);
      const levels = needsMap ? await this.kept.levels(index, clip.analysis) : undefined;
      const painter = new FramePainter({ clip, ...look, kind: look.kind ?? 'overlay' });
      return this.#withPicture(index, (picture) =>
        painter.paint(picture.sample, levels, look.crop).convertToBlob({ type: 'image/png' }),
      );
    },
    export: async (context, request) => {
      const { clip, source, mapper } = this.#opened;
      const plan = request.kind === 'crop' ? await this.#plan(request.reframe, request.edits) : undefined;
      const levels = this.kept.inOrder(clip.analysis, clip.frames);
      const levelsOf = async (index: number) => ((await mapper.when(index)) ? levels(index) : undefined);
      return exportClip({ clip, source, request, plan, levelsOf, count: this.#count, ...context });
    },
    camera: async (_, options) => {
      this.#camera = new CameraEngine(options, this.#post);
    },
    lent: async () => ({ opened: this.#count.opened, closed: this.#count.closed }),
  };

  get #opened(): OpenEngine {
    if (this.#open === undefined) throw new SaliencyError('ERR_CLIP', 'no clip is open');
    return this.#open;
  }

  /** Maps in the background; that it failed is told to the session. */
  #run({ name, frames }: OpenedClip, mapper: ClipMapper): void {
    mapper.run().then(
      () => {
        this.#tellProgress(this.#opened.clip, true);
        if (mapper.absent === 0) return;
        const words = `${name}: ${mapper.mapped} of ${frames} frames could be decoded`;
        this.#break(new PartialInputError(words, mapper.mapped, frames));
      },
      (error: unknown) => this.#break(error),
    );
  }

  readonly #meter = new RateMeter();
  #told = 0;

  #tellProgress({ frames }: OpenedClip, always = false): void {
    const now = performance.now();
    if (!always) this.#meter.count(now);
    if (!always && now - this.#told < PROGRESS_EVERY) return;
    this.#told = now;
    const { mapped, absent } = this.#opened.mapper;
    this.#post({
      kind: 'mapping',
      progress: { mapped, total: frames - absent, fps: this.#meter.perSecond },
    });
  }

  #break(error: unknown): void {
    this.#post({ kind: 'broken', error: recordError(error) });
  }

  /** The analysis of the whole clip, once all is mapped. */
  async #whole() {
    const { mapper, measures, clip } = this.#opened;
    await mapper.whenAll();
    const { analysis } = measures;
    if (analysis === undefined) throw new InputError(`${clip.name}: no frame to analyze`);
    return analysis;
  }

  async #plan(options = {}, edits = {}) {
    await this.#whole();
    return this.#opened.measures.reframe(options, edits);
  }

  async #sendInParts(records: readonly object[], part: CallContext['part']): Promise<void> {
    for (let i = 0; i < records.length; i += RECORDS) {
      part(records.slice(i, i + RECORDS));
      await nextTask();
    }
  }

  async #pixelsOf(index: number): Promise<Uint8Array> {
    return this.#withPicture(index, async ({ sample }) => (await this.#opened.single.read(sample)).slice());
  }

  /** Decodes one picture, lends it, and closes it. */
  async #withPicture<T>(index: number, use: (picture: ShownPicture) => Promise<T>): Promise<T> {
    const { source, clip } = this.#opened;
    for await (const picture of source.pictures(index)) {
      try {
        return await use(picture);
      } finally {
        this.#count.close(picture);
      }
    }
    throw new InputError(`${clip.name}: frame ${index} cannot be decoded`);
  }
}

interface OpenEngine {
  readonly clip: OpenedClip;
  readonly source: ClipSource;
  readonly measures: ClipMeasures;
  readonly mapper: ClipMapper;
  /** For single frames, beside the mapper's own. */
  readonly single: FramePixels;
}
