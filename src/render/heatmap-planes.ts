import type { FrameSize } from '../core/frame.js';
import { heatRamp } from './heat-ramp.js';
import type { OverlayOptions } from './overlay-options.js';

/** The matrix between RGB and YCbCr of a clip. */
export type ColorMatrix = 'bt601' | 'bt709';

/** Weight of red and of blue in luma. */
const lumaWeights = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722] } as const;

/**
 * Colors maps as `yuva420p` frames, to be scaled up and laid over the clip by FFmpeg.
 *
 * Limited range, alpha straight and full range. Colors go on where the heatmap is transparent, so that scaling up
 * mixes no foreign color into its rim.
 */
export class HeatmapPlanes {
  readonly #width: number;
  readonly #height: number;
  readonly #levels: Uint8Array;
  readonly #out: Uint8Array;
  readonly #luma: Uint8Array;
  /** Blue difference + 65,536 · red difference of each level: one look-up and one sum for both. */
  readonly #chroma: Int32Array;
  readonly #alpha: Uint8Array;

  constructor(size: FrameSize, options: OverlayOptions, matrix: ColorMatrix) {
    this.#width = size.width;
    this.#height = size.height;
    const pixels = size.width * size.height;
    const samples = Math.ceil(size.width / 2) * Math.ceil(size.height / 2);
    this.#levels = new Uint8Array(pixels);
    this.#out = new Uint8Array(2 * pixels + 2 * samples);
    const { color, alpha } = heatRamp(options);
    this.#alpha = alpha;
    const { luma, chroma } = toYuv(color, matrix);
    this.#luma = luma;
    this.#chroma = chroma;
  }

  /**
   * Colors a map.
   *
   * @param map - width · height values in [0, 1].
   * @returns the planes Y, U, V and A one after the other; overwritten by the next call.
   */
  paint(map: Float32Array): Uint8Array {
    const levels = this.#levels;
    const out = this.#out;
    const luma = this.#luma;
    const alpha = this.#alpha;
    const pixels = levels.length;
    const alphaPlane = out.length - pixels;
    for (let i = 0; i < pixels; i++) {
      const level = (map[i]! * 255 + 0.5) | 0;
      levels[i] = level;
      out[i] = luma[level]!;
      out[alphaPlane + i] = alpha[level]!;
    }
    this.#paintChroma();
    return out;
  }

  /** Paints each chroma sample as the mean of its four pixels; at an odd edge the last pixel counts twice. */
  #paintChroma(): void {
    const width = this.#width;
    const height = this.#height;
    const levels = this.#levels;
    const out = this.#out;
    const chroma = this.#chroma;
    const planeSize = Math.ceil(width / 2) * Math.ceil(height / 2);
    let u = width * height;
    for (let y = 0; y < height; y += 2) {
      const row = y * width;
      const below = y + 1 < height ? row + width : row;
      for (let x = 0; x < width; x += 2) {
        const right = x + 1 < width ? x + 1 : x;
        const upper = chroma[levels[row + x]!]! + chroma[levels[row + right]!]!;
        const lower = chroma[levels[below + x]!]! + chroma[levels[below + right]!]!;
        const sum = upper + lower + 0x20002;
        out[u] = (sum & 0xffff) >> 2;
        out[u + planeSize] = sum >> 18;
        u++;
      }
    }
  }
}

/**
 * Converts colors: Y = 16 + 219 Y', Cb = 128 + 224 (B − Y') / (2 − 2 Kb), Cr = 128 + 224 (R − Y') / (2 − 2 Kr), Y' in
 * [0, 1].
 */
function toYuv(color: Uint8Array, matrix: ColorMatrix) {
  const [kr, kb] = lumaWeights[matrix];
  const luma = new Uint8Array(256);
  const chroma = new Int32Array(256);
  for (let level = 0; level < 256; level++) {
    const r = color[3 * level]! / 255;
    const g = color[3 * level + 1]! / 255;
    const b = color[3 * level + 2]! / 255;
    const y = kr * r + (1 - kr - kb) * g + kb * b;
    luma[level] = Math.round(16 + 219 * y);
    const blue = Math.round(128 + (224 * (b - y)) / (2 - 2 * kb));
    const red = Math.round(128 + (224 * (r - y)) / (2 - 2 * kr));
    chroma[level] = blue + 65536 * red;
  }
  return { luma, chroma };
}
