import type { FrameSize } from '../core/frame.js';

/** Blurs planes of one size by a Gaussian, cut off at three standard deviations; outside of a plane there is nothing. */
export class GaussianBlur {
  readonly #width: number;
  readonly #height: number;
  readonly #half: number;
  readonly #weights: Float32Array;
  readonly #between: Float32Array;

  /** @param sigma - standard deviation in pixels; below a sixth, nothing is blurred. */
  constructor({ width, height }: FrameSize, sigma: number) {
    const half = Math.min(Math.max(width, height) - 1, Math.ceil(3 * sigma - 0.5));
    this.#width = width;
    this.#height = height;
    this.#half = Math.max(0, half);
    this.#weights = new Float32Array(this.#half + 1);
    this.#between = new Float32Array(width * height);
    let sum = 0;
    for (let k = 0; k <= this.#half; k++) {
      this.#weights[k] = sigma === 0 ? 1 : Math.exp(-(k * k) / (2 * sigma * sigma));
      sum += (k === 0 ? 1 : 2) * this.#weights[k]!;
    }
    for (let k = 0; k <= this.#half; k++) this.#weights[k]! /= sum;
  }

  /** Blurs a plane in place. */
  blur(plane: Float32Array): void {
    const width = this.#width;
    const height = this.#height;
    if (this.#half === 0) return;
    for (let y = 0; y < height; y++) this.#line(plane, this.#between, y * width, 1, width);
    for (let x = 0; x < width; x++) this.#line(this.#between, plane, x, width, height);
  }

  #line(from: Float32Array, to: Float32Array, start: number, stride: number, length: number): void {
    const weights = this.#weights;
    const half = this.#half;
    for (let i = 0; i < length; i++) {
      const at = start + i * stride;
      let sum = weights[0]! * from[at]!;
      const before = Math.min(half, i);
      const after = Math.min(half, length - 1 - i);
      for (let k = 1; k <= before; k++) sum += weights[k]! * from[at - k * stride]!;
      for (let k = 1; k <= after; k++) sum += weights[k]! * from[at + k * stride]!;
      to[at] = sum;
    }
  }
}
