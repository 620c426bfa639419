import type { FrameSize } from '../core/frame.js';

/** Says how luma and chroma were made of RGB. */
export interface YuvColor {
  readonly matrix: 'bt601' | 'bt709' | 'bt2020';
  /** Whether black is 0 and white the highest level, instead of 16 and 235 of 255. */
  readonly fullRange: boolean;
}

/** Shares of red and blue in luma: ITU-R BT.601, BT.709 and BT.2020. */
const SHARES = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] } as const;

/** Converts planes of luma and chroma to rgb24 of one size. */
export class YuvToRgb {
  readonly #width: number;
  readonly #height: number;
  readonly #out: Uint8Array;
  readonly #color: YuvColor;
  readonly #bits: number;

  constructor({ width, height }: FrameSize, color: YuvColor, bits: number) {
    this.#width = width;
    this.#height = height;
    this.#color = color;
    this.#bits = bits;
    this.#out = new Uint8Array(3 * width * height);
  }

  /**
   * R = Y + 2(1 − r) · V, B = Y + 2(1 − b) · U, and G so that r · R + g · G + b · B is Y.
   *
   * @param chromaWidth - columns of the planes of chroma: all of them, or half.
   * @returns rgb24, overwritten by the next call.
   */
  convert(luma: Float32Array, u: Float32Array, v: Float32Array, chromaWidth: number): Uint8Array {
    const [r, b] = SHARES[this.#color.matrix];
    const unit = 2 ** (this.#bits - 8);
    const [black, white, span] = this.#color.fullRange ? [0, 255, 127.5] : [16, 235, 112];
    const middle = 128 * unit;
    const lumaGain = 255 / ((white - black) * unit);
    const gain = 127.5 / (span * unit);
    const [redV, blueU] = [2 * (1 - r) * gain, 2 * (1 - b) * gain];
    const [greenU, greenV] = [(-b * blueU) / (1 - r - b), (-r * redV) / (1 - r - b)];
    const lift = -black * unit * lumaGain + 0.5;
    const [width, height, out] = [this.#width, this.#height, this.#out];
    const shift = chromaWidth === width ? 0 : 1;
    for (let row = 0, p = 0; row < height; row++) {
      for (let x = 0; x < width; x++, p += 3) {
        const at = row * chromaWidth + (x >> shift);
        const l = luma[row * width + x]! * lumaGain + lift;
        const cu = u[at]! - middle;
        const cv = v[at]! - middle;
        out[p] = clamp(l + redV * cv);
        out[p + 1] = clamp(l + greenU * cu + greenV * cv);
        out[p + 2] = clamp(l + blueU * cu);
      }
    }
    return out;
  }
}

/** Cuts off what is behind the point, within a byte. */
function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value | 0;
}
