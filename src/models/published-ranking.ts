import type { FrameSize } from '../core/frame.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { type RankingOptions, TwoStageRanking } from '../ranking/two-stage-ranking.js';
import { maxSuperpixels } from '../superpixels/grid.js';
import { Runs } from '../superpixels/runs.js';
import { Slic, type SlicOptions } from '../superpixels/slic.js';
import type { FrameMethod } from './frame-method.js';

// Joined superpixels all closer than this, in CIELAB, are one surface: a just noticeable difference is about 2.3.
const LEAST_CONTRAST = 1;

interface PublishedRankingOptions extends RankingOptions, SlicOptions {
  /** Whether superpixels are carried from frame to frame. */
  readonly reuse: boolean;
}

/** The published ranking of a picture; superpixels are carried through a shot. */
export class PublishedRanking implements FrameMethod {
  readonly #picture: Uint8Array;
  readonly #map: Float32Array;
  readonly #runs: Runs;
  readonly #slic: Slic;
  readonly #ranking: TwoStageRanking;
  readonly #reuse: boolean;
  /** Whether the next picture has superpixels to continue. */
  #continues = false;
  #width = 0;
  #height = 0;
  readonly milliseconds = { color: 0, superpixels: 0, connectivity: 0, graph: 0, ranking: 0, painting: 0 };
  readonly counts = { superpixels: 0, iterations: 0, graphReused: 0 };

  /** @param size - the largest picture that will be given. */
  constructor(size: FrameSize, options: PublishedRankingOptions) {
    const pixels = size.width * size.height;
    const nodes = maxSuperpixels(options.superpixels);
    const arena = new Arena(
      (3 + 4) * pixels + 64 + Runs.bytes(pixels) + Slic.bytes(size, options) + TwoStageRanking.bytes(nodes),
    );
    const kernels = instantiateKernels(arena.memory);
    this.#picture = arena.uint8(3 * pixels + 16);
    this.#map = arena.float32(pixels);
    this.#runs = new Runs(kernels, arena, pixels);
    this.#slic = new Slic(kernels, arena, this.#runs, size, options);
    this.#ranking = new TwoStageRanking(kernels, arena, nodes, options);
    this.#reuse = options.reuse;
  }

  map(rgb: Uint8Array, { width, height }: FrameSize): Float32Array {
    const { counts, milliseconds } = this;
    const slic = this.#slic;
    const ranking = this.#ranking;
    if (width !== this.#width || height !== this.#height) this.#setSize(width, height);
    const begin = performance.now();
    this.#picture.set(rgb);
    slic.read(this.#picture.byteOffset, 3 * width);
    const read = performance.now();
    counts.iterations = this.#continues ? slic.follow() : slic.divide();
    this.#continues = this.#reuse;
    const divided = performance.now();
    slic.settle();
    counts.superpixels = slic.count;
    const settled = performance.now();
    counts.graphReused = Number(ranking.connect(this.#runs, slic.count, slic.lab));
    const connected = performance.now();
    if (ranking.contrast < LEAST_CONTRAST) ranking.stage2.fill(0);
    else ranking.rank();
    const ranked = performance.now();
    slic.paint(ranking.stage2, this.#map.byteOffset, width);
    const painted = performance.now();

    milliseconds.color = read - begin;
    milliseconds.superpixels = divided - read;
    milliseconds.connectivity = settled - divided;
    milliseconds.graph = connected - settled;
    milliseconds.ranking = ranked - connected;
    milliseconds.painting = painted - ranked;
    const pixels = width * height;
    return pixels === this.#map.length ? this.#map : this.#map.subarray(0, pixels);
  }

  restart(): void {
    this.#continues = false;
    this.#ranking.clear();
  }

  #setSize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#slic.setSize({ width, height });
    this.#continues = false;
  }
}
