import type { FrameSize } from '../core/frame.js';
import { Fft } from './fft.js';

/** Transforms planes of complex numbers of one size, in place: width · height of them, row by row. */
export class Fft2d implements FrameSize {
  readonly width: number;
  readonly height: number;
  readonly #rows: Fft;
  readonly #columns: Fft;

  constructor({ width, height }: FrameSize) {
    this.width = width;
    this.height = height;
    this.#rows = new Fft(width);
    this.#columns = new Fft(height);
  }

  /** Computes the spectrum. */
  forward(re: Float64Array, im: Float64Array): void {
    this.#transform(re, im, false);
  }

  /** Undoes `forward`, to rounding. */
  inverse(re: Float64Array, im: Float64Array): void {
    this.#transform(re, im, true);
    const share = 1 / (this.width * this.height);
    for (let i = 0; i < re.length; i++) {
      re[i]! *= share;
      im[i]! *= share;
    }
  }

  #transform(re: Float64Array, im: Float64Array, inverse: boolean): void {
    const { width, height } = this;
    for (let y = 0; y < height; y++) this.#rows.transform(re, im, y * width, 1, inverse);
    for (let x = 0; x < width; x++) this.#columns.transform(re, im, x, width, inverse);
  }
}
