import type { FrameSize } from '../core/frame.js';
import { GuidedFilter } from '../filters/guided-filter.js';
import { stretchContrast } from '../filters/stretch-contrast.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels, type Kernels } from '../kernels/kernels.js';
import { type SpatiotemporalOptions, SpatiotemporalRanking } from '../ranking/spatiotemporal-ranking.js';
import { maxSuperpixels } from '../superpixels/grid.js';
import { Runs } from '../superpixels/runs.js';
import { Slic, type SlicOptions } from '../superpixels/slic.js';
import type { Evidence, MovingFrame } from '../temporal/map-maker.js';
import { FlowModel, type FlowModelOptions, type ShotMapMaker } from './flow-model.js';
import { LearnedObjects, type ObjectWeights } from './learned-objects.js';

/** Options of spatiotemporal manifold ranking, complete. */
export interface SpatiotemporalModelOptions extends SpatiotemporalOptions, SlicOptions, FlowModelOptions {
  /** Whether superpixels are carried from frame to frame. */
  readonly reuse: boolean;
  /** The networks that know objects; undefined: none are asked. */
  readonly weights: ObjectWeights | undefined;
  /** Frames of a shot from one that the network is asked about to the next. */
  readonly networkEvery: number;
}

// Joined superpixels all closer than this, in CIELAB, are one surface: a just noticeable difference is about 2.3.
const LEAST_CONTRAST = 1;
// What moves must be followed closely: the motion of a superpixel that lags behind is a mixture. With a reach of 0.9
// blocks of pixels see about the published window.
const SUPERPIXELS = { reach: 0.9, leastPasses: 2, stays: 0 };
const FILTER = { radius: 8, epsilon: 1e-4, step: 4 };

/** Makes a model that ranks colors and motions on a graph, its maps carried along the flow of each shot. */
export function createSpatiotemporalRanking(size: FrameSize, options: SpatiotemporalModelOptions): FlowModel {
  const arena = new Arena(FlowModel.bytes(size, options) + RankedMaps.bytes(size, options));
  const kernels = instantiateKernels(arena.memory);
  return new FlowModel(kernels, arena, size, new RankedMaps(kernels, arena, size, options), options);
}

/** The maps of a shot by ranking superpixels of each frame, gated by what was believed before. */
class RankedMaps implements ShotMapMaker {
  readonly #kernels: Kernels;
  readonly #reuse: boolean;
  readonly #runs: Runs;
  readonly #slic: Slic;
  readonly #ranking: SpatiotemporalRanking;
  readonly #filter: GuidedFilter;
  readonly #learned: LearnedObjects | undefined;
  readonly #milliseconds = { superpixels: 0, graph: 0, ranking: 0, networks: 0, filter: 0 };
  readonly #counts = { superpixels: 0, iterations: 0, graphReused: 0 };
  readonly stats = { milliseconds: this.#milliseconds, counts: this.#counts };
  readonly #evidence = { motion: 0, empty: false, confidence: 0 };
  #size: FrameSize;

  static bytes(size: FrameSize, options: SpatiotemporalModelOptions): number {
    return (
      Runs.bytes(size.width * size.height) +
      Slic.bytes(size, options) +
      SpatiotemporalRanking.bytes(maxSuperpixels(options.superpixels)) +
      GuidedFilter.bytes(size, FILTER) +
      (options.weights === undefined ? 0 : LearnedObjects.bytes(size, options.weights))
    );
  }

  constructor(kernels: Kernels, arena: Arena, size: FrameSize, options: SpatiotemporalModelOptions) {
    this.#kernels = kernels;
    this.#size = size;
    this.#reuse = options.reuse;
    this.#runs = new Runs(kernels, arena, size.width * size.height);
    this.#slic = new Slic(kernels, arena, this.#runs, size, { ...options, ...SUPERPIXELS });
    this.#ranking = new SpatiotemporalRanking(kernels, arena, maxSuperpixels(options.superpixels), options);
    this.#filter = new GuidedFilter(kernels, arena, size, FILTER);
    const { weights, networkEvery } = options;
    if (weights !== undefined) this.#learned = new LearnedObjects(kernels, arena, size, weights, networkEvery);
  }

  setSize(size: FrameSize): void {
    this.#size = size;
    this.#slic.setSize(size);
    this.#filter.setSize(size);
    this.#ranking.clear();
    this.#learned?.setSize(size);
  }

  make(frame: MovingFrame, map: Float32Array): Evidence {
    const { rgb, motion } = frame;
    const evidence = this.#evidence;
    const ranking = this.#ranking;
    const times = this.#milliseconds;
    const begin = performance.now();
    this.#divide(frame);
    const divided = performance.now();
    const { count, lab, areas } = this.#slic;
    this.#counts.graphReused = Number(ranking.connect(this.#runs, count, lab, areas, motion));
    const connected = performance.now();
    const empty = ranking.contrast < LEAST_CONTRAST;
    const expected = this.#learned?.expect(frame);
    const expecting = performance.now();
    if (empty) map.fill(0, 0, this.#size.width * this.#size.height);
    else if (expected !== undefined && frame.alone) this.#adopt(expected, map);
    else this.#rank(frame, expected, map);
    const ranked = performance.now();
    // A ranked map is coarse: a network that is asked what it means draws the outlines, else the filter does.
    const refines = this.#learned !== undefined && !frame.alone;
    if (!empty && refines) this.#learned.refine(map);
    const refined = performance.now();
    if (!empty && !refines) this.#filter.filter(rgb, map, map);
    times.superpixels = divided - begin;
    times.graph = connected - divided;
    times.ranking = ranked - expecting;
    times.networks = expecting - connected + (refined - ranked);
    times.filter = performance.now() - refined;
    evidence.motion = ranking.energy;
    evidence.empty = empty;
    evidence.confidence = empty ? 0 : confidenceOf(ranking.colorContrast, motion && ranking.motionContrast);
    return evidence;
  }

  /** A still has nothing that a graph could add: its map is what the network expects. */
  #adopt(expected: Float32Array, map: Float32Array): void {
    map.set(expected);
    this.#ranking.adopt(this.#runs, expected, this.#size.width);
  }

  #rank({ prior }: MovingFrame, expected: Float32Array | undefined, map: Float32Array): void {
    const { width } = this.#size;
    this.#ranking.rank(this.#runs, prior, expected, width);
    this.#slic.paint(this.#ranking.scores, map.byteOffset, width);
  }

  #divide({ rgb, anew }: MovingFrame): void {
    const slic = this.#slic;
    slic.read(rgb, 3 * this.#size.width);
    this.#counts.iterations = anew || !this.#reuse ? slic.divide() : slic.follow();
    slic.settle();
    this.#counts.superpixels = slic.count;
  }

  finish(map: Float32Array): void {
    const { width, height } = this.#size;
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
