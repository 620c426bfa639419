import type { FrameSize } from '../core/frame.js';
import { Fft } from './fft.js';

/**
 * Computes the cosine transform of planes of one size (type II, orthonormal) and its inverse, in place.
 *
 * Each row is one complex transform of its length: Makhoul, "A fast cosine transform in one and two dimensions", 1980.
 */
export class Dct2d implements FrameSize {
  readonly width: number;
  readonly height: number;
  readonly #rows: DctRow;
  readonly #columns: DctRow;

  constructor({ width, height }: FrameSize) {
    this.width = width;
    this.height = height;
    this.#rows = new DctRow(width);
    this.#columns = new DctRow(height);
  }

  forward(plane: Float64Array): void {
    const { width, height } = this;
    for (let y = 0; y < height; y++) this.#rows.forward(plane, y * width, 1);
    for (let x = 0; x < width; x++) this.#columns.forward(plane, x, width);
  }

  inverse(plane: Float64Array): void {
    const { width, height } = this;
    for (let x = 0; x < width; x++) this.#columns.inverse(plane, x, width);
    for (let y = 0; y < height; y++) this.#rows.inverse(plane, y * width, 1);
  }
}

class DctRow {
  readonly #fft: Fft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(length: number) {
    this.#fft = new Fft(length);
    this.#re = new Float64Array(length);
    this.#im = new Float64Array(length);
    this.#cos = Float64Array.from({ length }, (_, k) => Math.cos((Math.PI * k) / (2 * length)));
    this.#sin = Float64Array.from({ length }, (_, k) => Math.sin((Math.PI * k) / (2 * length)));
  }

  forward(values: Float64Array, start: number, stride: number): void {
    const n = this.#fft.length;
    const re = this.#re;
    const im = this.#im;
    im.fill(0);
    // Even places from the front, odd ones from the back.
    for (let k = 0; 2 * k < n; k++) re[k] = values[start + 2 * k * stride]!;
    for (let k = 0; 2 * k + 1 < n; k++) re[n - 1 - k] = values[start + (2 * k + 1) * stride]!;
    this.#fft.transform(re, im, 0, 1, false);
    for (let k = 0; k < n; k++) {
      const norm = Math.sqrt((k === 0 ? 1 : 2) / n);
      values[start + k * stride] = norm * (re[k]! * this.#cos[k]! + im[k]! * this.#sin[k]!);
    }
  }

  inverse(values: Float64Array, start: number, stride: number): void {
    const n = this.#fft.length;
    const re = this.#re;
    const im = this.#im;
    for (let k = 0; k < n; k++) {
      const norm = Math.sqrt((k === 0 ? 1 : 0.5) / n);
      const own = norm * values[start + k * stride]!;
      const other = k === 0 ? 0 : norm * values[start + (n - k) * stride]!;
      const cos = this.#cos[k]!;
      const sin = this.#sin[k]!;
      re[k] = own * cos + other * sin;
      im[k] = own * sin - other * cos;
    }
    this.#fft.transform(re, im, 0, 1, true);
    for (let k = 0; 2 * k < n; k++) values[start + 2 * k * stride] = re[k]!;
    for (let k = 0; 2 * k + 1 < n; k++) values[start + (2 * k + 1) * stride] = re[n - 1 - k]!;
  }
}
