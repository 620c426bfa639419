import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats, SaliencyModel } from '../core/model.js';
import { GuidedFilter } from '../filters/guided-filter.js';
import { stretchContrast } from '../filters/stretch-contrast.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels, type Kernels } from '../kernels/kernels.js';
import { type SpatiotemporalOptions, SpatiotemporalRanking } from '../ranking/spatiotemporal-ranking.js';
import { maxSuperpixels } from '../superpixels/grid.js';
import { Runs } from '../superpixels/runs.js';
import { Slic, type SlicOptions } from '../superpixels/slic.js';
import { FrameRemoval, type Rectangle } from '../temporal/frame-removal.js';
import type { Evidence, MovingFrame } from '../temporal/map-maker.js';
import { ShotCuts } from '../temporal/shot-cuts.js';
import { ShotModel, type ShotOptions } from '../temporal/shot-model.js';

export interface SpatiotemporalModelOptions extends SpatiotemporalOptions, SlicOptions, Omit<ShotOptions, 'motion'> {
  readonly frameRemoval: boolean;
  /** Whether superpixels are carried from frame to frame. */
  readonly reuse: boolean;
  /** Whether maps are scaled by the confidence in their frame. */
  readonly calibrated: boolean;
}

// Joined superpixels all closer than this, in CIELAB, are one surface: a just noticeable difference is about 2.3.
const LEAST_CONTRAST = 1;
// What moves must be followed closely: the motion of a superpixel that lags behind is a mixture. With a reach of 0.9
// blocks of pixels see about the published window.
const SUPERPIXELS = { reach: 0.9, leastPasses: 2, stays: 0 };
const FILTER = { radius: 8, epsilon: 1e-4, step: 4 };

/** Manifold ranking of colors and motions, carried along the flow of each shot. */
export class SpatiotemporalRankingModel implements SaliencyModel {
  readonly width: number;
  readonly height: number;
  readonly latency: number;
  readonly #kernels: Kernels;
  readonly #calibrated: boolean;
  readonly #reuse: boolean;
  readonly #shot: ShotModel;
  readonly #runs: Runs;
  readonly #slic: Slic;
  readonly #ranking: SpatiotemporalRanking;
  readonly #filter: GuidedFilter;
  readonly #shotCuts: ShotCuts;
  readonly #memory: Uint8Array;
  readonly #picture: Uint8Array;
  readonly #whole: Float32Array;
  readonly #frameRemoval: FrameRemoval | undefined;
  #content: Rectangle;
  readonly #milliseconds = {
    cuts: 0,
    flow: 0,
    motion: 0,
    superpixels: 0,
    graph: 0,
    ranking: 0,
    filter: 0,
    belief: 0,
    lookAhead: 0,
  };
  readonly #counts = { superpixels: 0, iterations: 0, graphReused: 0 };
  readonly #stats = { milliseconds: this.#milliseconds, counts: this.#counts, cut: false };
  readonly #evidence = { motion: 0, empty: false, confidence: 0 };

  constructor(size: FrameSize, options: SpatiotemporalModelOptions) {
    const pixels = size.width * size.height;
    const nodes = maxSuperpixels(options.superpixels);
    const shotOptions = { ...options, motion: true };
    const arena = new Arena(
      Runs.bytes(pixels) +
        Slic.bytes(size, options) +
        SpatiotemporalRanking.bytes(nodes) +
        GuidedFilter.bytes(size, FILTER) +
        ShotCuts.bytes(size) +
        3 * pixels +
        32 +
        ShotModel.bytes(size, shotOptions),
    );
    const kernels = instantiateKernels(arena.memory);
    this.width = size.width;
    this.height = size.height;
    this.latency = options.latency;

    this.#kernels = kernels;
    this.#calibrated = options.calibrated;
    this.#reuse = options.reuse;
    this.#runs = new Runs(kernels, arena, pixels);
    this.#slic = new Slic(kernels, arena, this.#runs, size, { ...options, ...SUPERPIXELS });
    this.#ranking = new SpatiotemporalRanking(kernels, arena, nodes, options);
    this.#filter = new GuidedFilter(kernels, arena, size, FILTER);
    this.#shot = new ShotModel(
      kernels,
      arena,
      size,
      { make: (frame, map) => this.#makeMap(frame, map), finish: (map) => this.#finish(map) },
      shotOptions,
    );
    this.#shotCuts = new ShotCuts(kernels, arena, size);
    this.#memory = new Uint8Array(arena.memory.buffer);
    this.#picture = arena.uint8(3 * pixels + 16);
    this.#whole = new Float32Array(pixels);
    this.#frameRemoval = options.frameRemoval ? new FrameRemoval(size) : undefined;
    this.#content = { left: 0, top: 0, ...size };
  }

  push(rgb: Uint8Array, emit: EmitMap): FrameStats {
    const stats = this.#stats;
    const begin = performance.now();
    const picture = this.#isWhole ? this.#shot.picture : this.#picture;
    picture.set(rgb);
    stats.cut = this.#shotCuts.update(picture.byteOffset, 3 * this.width);
    const cut = performance.now();
    if (stats.cut) {
      this.flush(emit);
      this.#forgetShot();
    }
    const removal = this.#frameRemoval;
    if (removal?.update(rgb)) {
      this.flush(emit);
      const { left, top, width, height } = removal;
      this.#resize({ left, top, width, height });
    }
    this.#placeContent(rgb, picture);
    this.#shot.push(this.#emitWhole(emit));
    Object.assign(this.#milliseconds, this.#shot.milliseconds);
    this.#milliseconds.cuts = cut - begin;
    return stats;
  }

  flush(emit: EmitMap): void {
    this.#shot.flush(this.#emitWhole(emit));
  }

  reseed(): void {
    this.#shot.reseed();
  }

  reset(): void {
    this.#shotCuts.reset();
    this.#forgetShot();
  }

  #forgetShot(): void {
    this.#frameRemoval?.reset();
    this.#resize({ left: 0, top: 0, width: this.width, height: this.height });
  }

  /** Goes on with another part of the picture. */
  #resize(content: Rectangle): void {
    this.#content = content;
    this.#whole.fill(0);
    this.#slic.setSize(content);
    this.#filter.setSize(content);
    this.#shot.setSize(content);
    this.#ranking.clear();
  }

  /** Whether nothing of the picture is left out. */
  get #isWhole(): boolean {
    return this.#content.width === this.width && this.#content.height === this.height;
  }

  /**
   * Gives the shot the content of a picture.
   *
   * @param picture - which of the arena's copies has been made.
   */
  #placeContent(rgb: Uint8Array, picture: Uint8Array): void {
    const target = this.#shot.picture;
    if (this.#isWhole) {
      if (picture !== target) target.set(rgb);
      return;
    }
    if (picture === target) this.#picture.set(rgb);
    const { left, top, width, height } = this.#content;
    for (let y = 0; y < height; y++) {
      const start = this.#picture.byteOffset + 3 * ((top + y) * this.width + left);
      this.#memory.copyWithin(target.byteOffset + 3 * y * width, start, start + 3 * width);
    }
  }

  /** Puts the map of the content in its place. */
  #emitWhole(emit: EmitMap): EmitMap {
    const { left, top, width, height } = this.#content;
    const whole = this.#isWhole;
    if (whole && !this.#calibrated) return emit;
    return (map, confidence) => {
      if (this.#calibrated) scale(map, confidence ?? 1, width * height);
      if (whole) {
        emit(map, confidence);
        return;
      }
      for (let y = 0; y < height; y++) {
        this.#whole.set(map.subarray(y * width, (y + 1) * width), (top + y) * this.width + left);
      }
      emit(this.#whole, confidence);
    };
  }

  #makeMap({ rgb, motion, anew, prior }: MovingFrame, map: Float32Array): Evidence {
    const counts = this.#counts;
    const evidence = this.#evidence;
    const slic = this.#slic;
    const ranking = this.#ranking;
    const runs = this.#runs;
    const { width } = this.#content;
    const begin = performance.now();
    slic.read(rgb, 3 * width);
    counts.iterations = anew || !this.#reuse ? slic.divide() : slic.follow();
    slic.settle();
    counts.superpixels = slic.count;
    const divided = performance.now();
    counts.graphReused = Number(ranking.connect(runs, slic.count, slic.lab, slic.areas, motion));
    const connected = performance.now();
    const empty = ranking.contrast < LEAST_CONTRAST;
    if (empty) ranking.scores.fill(0);
    else ranking.rank(runs, prior, width);
    const ranked = performance.now();
    slic.paint(ranking.scores, map.byteOffset, width);
    if (!empty) this.#filter.filter(rgb, map, map);
    const filtered = performance.now();
    this.#milliseconds.superpixels = divided - begin;
    this.#milliseconds.graph = connected - divided;
    this.#milliseconds.ranking = ranked - connected;
    this.#milliseconds.filter = filtered - ranked;
    evidence.motion = ranking.energy;
    evidence.empty = empty;
    evidence.confidence = empty ? 0 : confidenceOf(ranking.colorContrast, motion && ranking.motionContrast);
    return evidence;
  }

  #finish(map: Float32Array): void {
    const { width, height } = this.#content;
    stretchContrast(this.#kernels, map, width * height);
  }
}

/**
 * How sure it is that what was found is a subject: by how far it differs from what is around it, in CIELAB, and in
 * motion, in pixels of a picture 400 long. Where motion is known and shows nothing, color alone does not convince.
 */
function confidenceOf(color: number, motion: number | undefined): number {
  const byColor = ramp(color, 6, 24);
  if (motion === undefined) return byColor;
  const byMotion = ramp(motion, 0.4, 2);
  return byMotion + (1 - byMotion) * 0.4 * byColor;
}

function ramp(value: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from)));
}

function scale(map: Float32Array, factor: number, length: number): void {
  for (let i = 0; i < length; i++) map[i]! *= factor;
}
