import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

export interface GuidedFilterOptions {
  /** Pixels from the middle of a window to its side. */
  readonly radius: number;
  /** Variance of the guide, in [0, 1] colors, below which a window counts as flat. */
  readonly epsilon: number;
  /** Pixels of a cell's side: the coefficients are found on means of cells. 1 is the filter without subsampling. */
  readonly step: number;
}

const MOMENT_BYTES = 64;
const COEFFICIENT_BYTES = 16;

/**
 * Makes a map follow the outlines of a color picture, its guide: within each window the output is the affine function
 * of the guide's color that fits the map best.
 *
 * He, Sun, Tang, "Guided Image Filtering", PAMI 2013; subsampled as in He, Sun, "Fast Guided Filter", 2015.
 */
export class GuidedFilter {
  readonly #kernels: Kernels;
  readonly #options: GuidedFilterOptions;
  readonly #cells: Float32Array;
  readonly #coefficients: Float32Array;
  readonly #scratch: Float32Array;
  readonly #columnTable: Int32Array;
  #width = 0;
  #height = 0;
  #columns = 0;
  #rows = 0;

  static bytes({ width, height }: FrameSize, { step }: GuidedFilterOptions): number {
    const cells = Math.ceil(width / step) * Math.ceil(height / step);
    return (MOMENT_BYTES + COEFFICIENT_BYTES) * cells + scratchBytes(width, height, step) + 8 * width + 64;
  }

  /** @param size - the largest picture that will be given. */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, options: GuidedFilterOptions) {
    const { width, height } = size;
    const cells = Math.ceil(width / options.step) * Math.ceil(height / options.step);
    this.#kernels = kernels;
    this.#options = options;
    this.#cells = arena.float32((MOMENT_BYTES / 4) * cells);
    this.#coefficients = arena.float32((COEFFICIENT_BYTES / 4) * cells);
    this.#scratch = arena.float32(scratchBytes(width, height, options.step) / 4);
    this.#columnTable = arena.int32(2 * width);
    this.setSize(size);
  }

  /** Makes ready for pictures of another size: any that fits into the first one's. */
  setSize({ width, height }: FrameSize): void {
    const { step } = this.#options;
    this.#width = width;
    this.#height = height;
    this.#columns = Math.ceil(width / step);
    this.#rows = Math.ceil(height / step);
    const shares = new Float32Array(this.#columnTable.buffer, this.#columnTable.byteOffset, 2 * width);
    for (let x = 0; x < width; x++) {
      const place = Math.max(0, Math.min((x + 0.5) / step - 0.5, this.#columns - 1));
      this.#columnTable[2 * x] = COEFFICIENT_BYTES * Math.floor(place);
      shares[2 * x + 1] = place - Math.floor(place);
    }
  }

  /**
   * Filters a map.
   *
   * @param rgb - address of the guide, without padding; the 4 bytes behind its last are read but not used.
   * @param map - values in [0, 1]; `out` is overwritten and may be `map`. Both are of the arena.
   */
  filter(rgb: number, map: Float32Array, out: Float32Array): void {
    const kernels = this.#kernels;
    const { step, epsilon } = this.#options;
    const radius = Math.max(1, Math.round(this.#options.radius / step));
    const width = this.#width;
    const height = this.#height;
    const columns = this.#columns;
    const rows = this.#rows;
    const cells = this.#cells.byteOffset;
    const coefficients = this.#coefficients.byteOffset;
    const scratch = this.#scratch.byteOffset;
    kernels.cellMoments(rgb, map.byteOffset, width, height, step, columns, rows, scratch, cells);
    kernels.boxMeans(cells, MOMENT_BYTES / 16, columns, rows, radius, scratch);
    kernels.solveCells(cells, columns * rows, epsilon, coefficients);
    kernels.boxMeans(coefficients, COEFFICIENT_BYTES / 16, columns, rows, radius, scratch);
    const table = this.#columnTable.byteOffset;
    kernels.applyCells(rgb, width, height, step, coefficients, columns, rows, table, scratch, out.byteOffset);
  }
}

/** Counts the bytes of a row of cells, or of a column of one of their vectors, whichever is longer. */
function scratchBytes(width: number, height: number, step: number): number {
  return Math.max(MOMENT_BYTES * (Math.ceil(width / step) + 1), 16 * Math.ceil(height / step));
}
