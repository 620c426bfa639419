import type { FrameSize } from '../core/frame.js';

/** Length of a wave, in pixels, and standard deviation of the Gaussian around it. */
const WAVE = 7;
const SIGMA = WAVE / 3;
const HALF = 7;
/** Orientations, evenly from 0 to 180 degrees. */
export const ORIENTATIONS = 4;

/**
 * Measures how strongly a plane is striped at 0, 45, 90 and 135 degrees: the modulus of its convolution with a complex
 * Gabor function, waves of 7 pixels under a Gaussian, made blind to even brightness. The border goes on as it ends.
 *
 * The function is a product of one of x and one of y, even in its real part and odd in its imaginary one; the slanted ones
 * share all their products. A pixel takes a hundred steps so, in place of 1800.
 */
export class Gabor {
  readonly #gauss = rowOf(0);
  readonly #straight = rowOf(1);
  readonly #slanted = rowOf(Math.SQRT1_2);
  readonly #padded: Float32Array;
  /** Each row convolved with the Gaussian, and with the real and imaginary parts of both waves. */
  readonly #rows: readonly Float32Array[];
  /** Sums of one row of the result. */
  readonly #sums: readonly Float32Array[];

  /** @param size - the largest plane that will be given. */
  constructor({ width, height }: FrameSize) {
    this.#padded = new Float32Array(width + 2 * HALF);
    this.#rows = Array.from({ length: 5 }, () => new Float32Array(width * height));
    this.#sums = Array.from({ length: 9 }, () => new Float32Array(width));
  }

  /** Writes the strength of each orientation to `outs`, arrays of width · height values. */
  measure(plane: Float32Array, { width, height }: FrameSize, outs: readonly Float32Array[]): void {
    for (let y = 0; y < height; y++) this.#across(plane, y * width, width);
    for (let y = 0; y < height; y++) {
      this.#down(y, width, height);
      this.#finish(y * width, width, outs);
    }
  }

  #across(plane: Float32Array, start: number, width: number): void {
    const [gauss, straight, slanted] = [this.#gauss, this.#straight, this.#slanted];
    const [mean, straightRe, straightIm, slantedRe, slantedIm] = this.#rows as Five;
    const padded = this.#padded;
    padded.fill(plane[start]!, 0, HALF);
    for (let x = 0; x < width; x++) padded[HALF + x] = plane[start + x]!;
    padded.fill(plane[start + width - 1]!, HALF + width, 2 * HALF + width);
    for (let x = 0; x < width; x++) {
      const value = padded[HALF + x]!;
      let [a, b, c, d, e] = [gauss.re[0]! * value, straight.re[0]! * value, 0, slanted.re[0]! * value, 0];
      for (let k = 1; k <= HALF; k++) {
        const after = padded[HALF + x + k]!;
        const before = padded[HALF + x - k]!;
        const sum = after + before;
        const difference = after - before;
        a += gauss.re[k]! * sum;
        b += straight.re[k]! * sum;
        c += straight.im[k]! * difference;
        d += slanted.re[k]! * sum;
        e += slanted.im[k]! * difference;
      }
      const at = start + x;
      mean[at] = a;
      straightRe[at] = b;
      straightIm[at] = c;
      slantedRe[at] = d;
      slantedIm[at] = e;
    }
  }

  #down(y: number, width: number, height: number): void {
    const [gauss, straight, slanted] = [this.#gauss, this.#straight, this.#slanted];
    const [mean, straightRe, straightIm, slantedRe, slantedIm] = this.#rows as Five;
    const [even, acrossRe, acrossIm, downRe, downIm, rr, ii, ri, ir] = this.#sums as Nine;
    const row = y * width;
    for (let x = 0; x < width; x++) {
      even[x] = gauss.re[0]! * mean[row + x]!;
      acrossRe[x] = gauss.re[0]! * straightRe[row + x]!;
      acrossIm[x] = gauss.re[0]! * straightIm[row + x]!;
      downRe[x] = straight.re[0]! * mean[row + x]!;
      rr[x] = slanted.re[0]! * slantedRe[row + x]!;
      ri[x] = slanted.re[0]! * slantedIm[row + x]!;
    }
    downIm.fill(0);
    ii.fill(0);
    ir.fill(0);
    for (let k = 1; k <= HALF; k++) {
      const below = Math.min(height - 1, y + k) * width;
      const above = Math.max(0, y - k) * width;
      const g = gauss.re[k]!;
      const [sr, si] = [straight.re[k]!, straight.im[k]!];
      const [dr, di] = [slanted.re[k]!, slanted.im[k]!];
      for (let x = 0; x < width; x++) {
        const b = below + x;
        const a = above + x;
        const sum = mean[b]! + mean[a]!;
        even[x]! += g * sum;
        downRe[x]! += sr * sum;
        downIm[x]! += si * (mean[b]! - mean[a]!);
        acrossRe[x]! += g * (straightRe[b]! + straightRe[a]!);
        acrossIm[x]! += g * (straightIm[b]! + straightIm[a]!);
        rr[x]! += dr * (slantedRe[b]! + slantedRe[a]!);
        ir[x]! += di * (slantedRe[b]! - slantedRe[a]!);
        ri[x]! += dr * (slantedIm[b]! + slantedIm[a]!);
        ii[x]! += di * (slantedIm[b]! - slantedIm[a]!);
      }
    }
  }

  /** Puts the products together, without what even brightness gives: the product of the sums of both rows. */
  #finish(start: number, width: number, outs: readonly Float32Array[]): void {
    const [level, rising, upright, falling] = outs as [Float32Array, Float32Array, Float32Array, Float32Array];
    const [even, acrossRe, acrossIm, downRe, downIm, rr, ii, ri, ir] = this.#sums as Nine;
    const straight = this.#straight.sum;
    const slanted = this.#slanted.sum * this.#slanted.sum;
    for (let x = 0; x < width; x++) {
      const offset = even[x]!;
      level[start + x] = modulus(acrossRe[x]! - straight * offset, acrossIm[x]!);
      rising[start + x] = modulus(rr[x]! - ii[x]! - slanted * offset, ri[x]! + ir[x]!);
      upright[start + x] = modulus(downRe[x]! - straight * offset, downIm[x]!);
      falling[start + x] = modulus(rr[x]! + ii[x]! - slanted * offset, ir[x]! - ri[x]!);
    }
  }
}

type Five = [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
type Nine = [...Five, Float32Array, Float32Array, Float32Array, Float32Array];

/** Half of a row of the function: k = 0 to 7. The real part is even, the imaginary one is odd. */
interface Row {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** The sum of the whole row. */
  readonly sum: number;
}

/** A Gaussian, whose sum is 1, times e^(2πi · share · k / wave). */
function rowOf(share: number): Row {
  const gauss = Array.from({ length: HALF + 1 }, (_, k) => Math.exp(-(k * k) / (2 * SIGMA * SIGMA)));
  const whole = (values: ArrayLike<number>) =>
    Array.from(values).reduce((sum, value, k) => sum + (k === 0 ? 1 : 2) * value, 0);
  const total = whole(gauss);
  const turn = (2 * Math.PI * share) / WAVE;
  const re = Float64Array.from(gauss, (value, k) => (value / total) * Math.cos(turn * k));
  const im = Float64Array.from(gauss, (value, k) => (value / total) * Math.sin(turn * k));
  return { re, im, sum: whole(re) };
}

function modulus(re: number, im: number): number {
  return Math.sqrt(re * re + im * im);
}
