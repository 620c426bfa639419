import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { toLab } from './color.js';
import type { Runs } from './runs.js';

/** Measures each superpixel: its area, its middle, and the CIELAB color of its mean RGB. */
export class RegionMeans {
  readonly #kernels: Kernels;
  readonly #sums: Float64Array;
  /** L, a, b of each superpixel. */
  readonly lab: Float64Array;

  static bytes(nodes: number): number {
    return (48 + 24) * nodes + 32;
  }

  /** @param nodes - the most superpixels that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number) {
    this.#kernels = kernels;
    this.#sums = arena.float64(6 * nodes);
    this.lab = arena.float64(3 * nodes);
  }

  /** Counts the pixels of a superpixel. */
  area(node: number): number {
    return this.#sums[6 * node]!;
  }

  /**
   * Measures the superpixels of `runs` in a picture.
   *
   * @param rgb - address of its first pixel; the 4 bytes behind its last are read but not used.
   * @param rgbStride - bytes from row to row.
   */
  measure(runs: Runs, nodes: number, rgb: number, rgbStride: number): void {
    this.#kernels.sumRgb(
      runs.starts.byteOffset,
      runs.ends.byteOffset,
      runs.labels.byteOffset,
      runs.rowStarts.byteOffset,
      runs.height,
      rgb,
      rgbStride,
      this.#sums.byteOffset,
      nodes,
    );
    const sums = this.#sums;
    for (let node = 0; node < nodes; node++) {
      const at = 6 * node;
      const scale = 1 / (255 * sums[at]!);
      for (let i = 0; i < 3; i++) this.lab[3 * node + i] = sums[at + 3 + i]! * scale;
      toLab(this.lab, 3 * node);
    }
  }
}
