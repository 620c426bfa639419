import type { FrameSize } from '../core/frame.js';
import { Fft2d } from './fft-2d.js';

/** Moduli below this count as this, so that they have a logarithm. */
const LEAST_MODULUS = 1e-9;

/**
 * Finds what is unexpected in a plane by its spectrum: |F⁻¹(exp(R + iP))|², where P is the phase of the spectrum and R
 * its log modulus less the 3×3 mean of that. The spectrum is periodic, and so are its neighbors.
 *
 * Hou, Zhang, "Saliency Detection: A Spectral Residual Approach", CVPR 2007.
 */
export class SpectralResidual {
  readonly #fft: Fft2d;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #log: Float64Array;

  constructor(size: FrameSize) {
    const pixels = size.width * size.height;
    this.#fft = new Fft2d(size);
    this.#re = new Float64Array(pixels);
    this.#im = new Float64Array(pixels);
    this.#log = new Float64Array(pixels);
  }

  /** Adds the map of a plane to `out`. Both hold width · height values. */
  addMap(plane: Float32Array, out: Float32Array): void {
    const re = this.#re;
    const im = this.#im;
    const log = this.#log;
    const { width, height } = this.#fft;
    re.set(plane);
    im.fill(0);
    this.#fft.forward(re, im);
    for (let i = 0; i < log.length; i++) {
      log[i] = Math.log(Math.max(LEAST_MODULUS, Math.sqrt(re[i]! * re[i]! + im[i]! * im[i]!)));
    }
    for (let y = 0; y < height; y++) {
      const above = (y === 0 ? height - 1 : y - 1) * width;
      const row = y * width;
      const below = (y === height - 1 ? 0 : y + 1) * width;
      for (let x = 0; x < width; x++) {
        const left = x === 0 ? width - 1 : x - 1;
        const right = x === width - 1 ? 0 : x + 1;
        const mean =
          (log[above + left]! +
            log[above + x]! +
            log[above + right]! +
            log[row + left]! +
            log[row + x]! +
            log[row + right]! +
            log[below + left]! +
            log[below + x]! +
            log[below + right]!) /
          9;
        const at = row + x;
        // exp(R) in the direction of F: F / |F| · |F| / exp(mean).
        const modulus = Math.sqrt(re[at]! * re[at]! + im[at]! * im[at]!);
        const scale = modulus < LEAST_MODULUS ? 0 : Math.exp(log[at]! - mean) / modulus;
        re[at]! *= scale;
        im[at]! *= scale;
      }
    }
    this.#fft.inverse(re, im);
    for (let i = 0; i < out.length; i++) out[i]! += re[i]! * re[i]! + im[i]! * im[i]!;
  }
}
