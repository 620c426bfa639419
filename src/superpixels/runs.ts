import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

/**
 * A label image as runs: stretches of one label within a row, in scan order.
 *
 * A picture of 200 superpixels has some fifteen times fewer runs than pixels, and all work between the assignment of
 * pixels and the painting of the map is done on them.
 */
export class Runs {
  readonly #kernels: Kernels;
  readonly starts: Int32Array;
  /** The column behind the last one of each run. */
  readonly ends: Int32Array;
  readonly labels: Int32Array;
  /** The first run of each row, and at the end the number of runs. */
  readonly rowStarts: Int32Array;
  count = 0;
  width = 0;
  height = 0;

  static bytes(pixels: number): number {
    return 16 * pixels + 128;
  }

  /** @param pixels - the most that an image may have; its runs cannot be more. */
  constructor(kernels: Kernels, arena: Arena, pixels: number) {
    this.#kernels = kernels;
    this.starts = arena.int32(pixels);
    this.ends = arena.int32(pixels);
    this.labels = arena.int32(pixels);
    this.rowStarts = arena.int32(pixels + 1);
  }

  /**
   * Reads a label image.
   *
   * @param labels - rows `stride` apart, a multiple of 8, and 18 bytes of the arena behind the last.
   */
  read(labels: Uint16Array, stride: number, width: number, height: number): void {
    this.width = width;
    this.height = height;
    this.count = this.#kernels.extractRuns(
      labels.byteOffset,
      stride,
      width,
      height,
      this.starts.byteOffset,
      this.ends.byteOffset,
      this.labels.byteOffset,
      this.rowStarts.byteOffset,
    );
  }

  /** Replaces each label by `map` of it. */
  relabel(map: Int32Array): void {
    this.#kernels.relabelRuns(this.labels.byteOffset, this.count, map.byteOffset);
  }

  /** Writes the labels of a picture `width` wide, without padding, to `out`. */
  writeLabels(out: Uint16Array, width: number): void {
    for (let y = 0; y < this.height; y++) {
      for (let run = this.rowStarts[y]!; run < this.rowStarts[y + 1]!; run++) {
        out.fill(this.labels[run]!, y * width + this.starts[run]!, y * width + this.ends[run]!);
      }
    }
  }
}
