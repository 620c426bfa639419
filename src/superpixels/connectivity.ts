import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { PixelLabels } from './pixel-labels.js';
import type { Runs } from './runs.js';

/** Makes every label of an image one 4-connected component. */
export class Connectivity {
  readonly #kernels: Kernels;
  readonly #parents: Int32Array;
  readonly #areas: Int32Array;
  readonly #roots: Int32Array;
  readonly #best: Int32Array;

  static bytes(pixels: number, labels: number): number {
    return 12 * pixels + 4 * labels + 64;
  }

  constructor(kernels: Kernels, arena: Arena, pixels: number, labels: number) {
    this.#kernels = kernels;
    this.#parents = arena.int32(pixels);
    this.#areas = arena.int32(pixels);
    this.#roots = arena.int32(pixels);
    this.#best = arena.int32(labels);
  }

  /**
   * Keeps of each label the largest component, if it has `minArea` pixels; what is cut off is flooded from all sides. A
   * label may thus vanish, but never the last.
   *
   * @param image - its labels and their sums are kept right.
   * @param runs - those of the image; kept right too.
   * @param labels - how many there may be.
   */
  enforce(image: PixelLabels, runs: Runs, labels: number, minArea: number): void {
    const starts = runs.starts.byteOffset;
    const ends = runs.ends.byteOffset;
    const rowStarts = runs.rowStarts.byteOffset;
    const parents = this.#parents.byteOffset;
    const areas = this.#areas.byteOffset;
    const runLabels = runs.labels.byteOffset;
    const roots = this.#roots.byteOffset;
    const { width, height } = runs;
    const components = this.#kernels.connectRuns(starts, ends, runLabels, rowStarts, height, parents, areas, roots);
    const moved = this.#kernels.keepLargest(
      starts,
      ends,
      runLabels,
      rowStarts,
      width,
      height,
      parents,
      areas,
      roots,
      components,
      this.#best.byteOffset,
      labels,
      minArea,
      image.labels.byteOffset,
      image.planes.byteOffset,
      image.planeBytes,
      image.stride,
      image.sums.byteOffset,
    );
    if (moved > 0) runs.read(image.labels, image.stride, width, height);
  }
}
