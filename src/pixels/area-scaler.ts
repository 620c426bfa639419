import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { requireSize } from '../core/require-size.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels, type Kernels } from '../kernels/kernels.js';

/** A picture as it comes: its size, and whether its pixels are RGB or RGBA. */
export interface ScaledInput extends FrameSize {
  /** Bytes of a pixel: 3 for rgb24, 4 for RGBA, whose alpha is left out. */
  readonly channels: 3 | 4;
}

/**
 * Scales pictures of one size to rgb24 of another one, by area averaging: each channel is the exact mean of what lies
 * under the pixel, rounded to the nearest level, halves upward. The same pixels come out wherever it runs.
 *
 * All memory, the two pictures and a row between them, is taken once. A picture of 1080p takes a few milliseconds.
 */
export class AreaScaler {
  /**
   * Room for the next picture, to be written before `scale`: channels · width · height bytes, row-major, no padding.
   */
  readonly input: Uint8Array;
  readonly #kernels: Kernels;
  readonly #from: ScaledInput;
  readonly #to: FrameSize;
  readonly #columns: Int32Array;
  readonly #out: Uint8Array;

  /** @throws {OptionError} for a size that is not whole, or other than 3 or 4 channels. */
  constructor(from: ScaledInput, to: FrameSize) {
    requireSize(from.width, from.height);
    requireSize(to.width, to.height);
    const { channels } = from;
    if (channels !== 3 && channels !== 4) throw OptionError.of('channels', `expected 3 or 4, got ${channels}`);
    const row = 16 * Math.ceil((channels * from.width) / 16);
    const bytes = channels * from.width * from.height;
    const outBytes = 3 * to.width * to.height;
    const arena = new Arena(bytes + 16 + 4 * (row + 4) + outBytes + 64);
    this.input = arena.uint8(bytes);
    arena.uint8(16);
    this.#columns = arena.int32(row + 4);
    this.#out = arena.uint8(outBytes);
    this.#kernels = instantiateKernels(arena.memory);
    this.#from = from;
    this.#to = to;
  }

  /**
   * Scales the picture in `input`.
   *
   * @returns rgb24, 3 · width · height bytes; overwritten by the next call.
   */
  scale(): Uint8Array {
    const { width, height, channels } = this.#from;
    const [pixels, columns, out] = [this.input.byteOffset, this.#columns.byteOffset, this.#out.byteOffset];
    this.#kernels.averageAreas(pixels, channels, width, height, columns, out, this.#to.width, this.#to.height);
    return this.#out;
  }
}
