import type { FrameSize } from '../../core/frame.js';

/** Cells of a signature: a coarse picture, three colors a cell. */
const CELLS_X = 12;
const CELLS_Y = 8;

/** Bytes of a signature. */
export const SIGNATURE_LENGTH = CELLS_X * CELLS_Y * 3;

/** Measures of a frame's picture that decide its worth as a still. */
export interface StillMeasurement {
  /**
   * Energy of the Laplacian of luma over the variance of luma, salient pixels weighted most: how much of the contrast
   * is fine detail. Comparable between frames of one clip, not between clips.
   */
  readonly sharpness: number;
  /** Mean color of a grid of cells, red, green and blue, row by row. */
  readonly signature: readonly number[];
}

/**
 * Measures how sharp a small rgb frame is where it matters, and what it looks like. The constructor allocates; one call
 * takes about a millisecond at 400×225.
 */
export class StillMeasurer {
  readonly #size: FrameSize;
  readonly #luma: Float32Array;
  readonly #sums = new Float64Array(SIGNATURE_LENGTH);
  readonly #counts = new Uint32Array(CELLS_X * CELLS_Y);
  readonly #cellOfColumn: Uint8Array;

  constructor({ width, height }: FrameSize) {
    this.#size = { width, height };
    this.#luma = new Float32Array(width * height);
    this.#cellOfColumn = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * CELLS_X) / width));
  }

  /**
   * Measures one frame.
   *
   * @param rgb - 3 · width · height bytes.
   * @param map - saliency of the same pixels, in [0, 1].
   */
  measure(rgb: Uint8Array, map: Float32Array): StillMeasurement {
    const variance = this.#read(rgb);
    const signature = Array.from(this.#sums, (sum, i) =>
      Math.round(sum / Math.max(1, this.#counts[Math.floor(i / 3)]!)),
    );
    // Eight levels of noise are no contrast: a black frame is not sharp.
    return { sharpness: this.#laplacianEnergy(map) / (variance + 64), signature };
  }

  /** Fills luma and the cell sums; returns the variance of luma. */
  #read(rgb: Uint8Array): number {
    const { width, height } = this.#size;
    const [luma, sums, counts, cellOfColumn] = [this.#luma, this.#sums, this.#counts, this.#cellOfColumn];
    sums.fill(0);
    counts.fill(0);
    let sum = 0;
    let squares = 0;
    for (let y = 0, i = 0, j = 0; y < height; y++) {
      const row = Math.floor((y * CELLS_Y) / height) * CELLS_X;
      for (let x = 0; x < width; x++, i++, j += 3) {
        const red = rgb[j]!;
        const green = rgb[j + 1]!;
        const blue = rgb[j + 2]!;
        const value = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        luma[i] = value;
        sum += value;
        squares += value * value;
        const cell = row + cellOfColumn[x]!;
        counts[cell]!++;
        sums[3 * cell]! += red;
        sums[3 * cell + 1]! += green;
        sums[3 * cell + 2]! += blue;
      }
    }
    const pixels = width * height;
    return Math.max(0, squares / pixels - (sum / pixels) ** 2);
  }

  /** Measures sharpness: Σ w L² / Σ w over the inner pixels; w = ¼ + saliency. */
  #laplacianEnergy(map: Float32Array): number {
    const { width, height } = this.#size;
    const luma = this.#luma;
    let energy = 0;
    let weights = 0;
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
        const laplacian = 4 * luma[i]! - luma[i - 1]! - luma[i + 1]! - luma[i - width]! - luma[i + width]!;
        const weight = 0.25 + map[i]!;
        energy += weight * laplacian * laplacian;
        weights += weight;
      }
    }
    return weights > 0 ? energy / weights : 0;
  }
}

/** Tells how different two pictures look: the root mean square difference of their signatures, in [0, 1]. */
export function signatureDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < SIGNATURE_LENGTH; i++) squares += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(squares / SIGNATURE_LENGTH) / 255;
}
