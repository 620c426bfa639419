import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Runs } from './runs.js';

/** Makes every label of an image one 4-connected component. */
export class Connectivity {
  readonly #kernels: Kernels;
  readonly #parents: Int32Array;
  readonly #areas: Int32Array;
  readonly #best: Int32Array;

  static bytes(pixels: number, labels: number): number {
    return 8 * pixels + 4 * labels + 64;
  }

  constructor(kernels: Kernels, arena: Arena, pixels: number, labels: number) {
    this.#kernels = kernels;
    this.#parents = arena.int32(pixels);
    this.#areas = arena.int32(pixels);
    this.#best = arena.int32(labels);
  }

  /**
   * Keeps of each label the largest component, if it has `minArea` pixels; what is cut off joins a neighbor. A label may
   * thus vanish, but never the last.
   *
   * @param labels - how many there may be.
   */
  enforce(runs: Runs, labels: number, minArea: number): void {
    const starts = runs.starts.byteOffset;
    const ends = runs.ends.byteOffset;
    const rowStarts = runs.rowStarts.byteOffset;
    const parents = this.#parents.byteOffset;
    const areas = this.#areas.byteOffset;
    const runLabels = runs.labels.byteOffset;
    this.#kernels.connectRuns(starts, ends, runLabels, rowStarts, runs.height, parents, areas);
    const best = this.#best.byteOffset;
    this.#kernels.keepLargest(starts, ends, runLabels, rowStarts, runs.height, parents, areas, best, labels, minArea);
  }
}
