import { OptionError } from '../core/errors.js';
import { type OptionInput, type OptionTable, resolveOptions } from '../core/options.js';
import { requireSize } from '../core/require-size.js';

/** A picture as the synchronous functions take it. */
export interface RgbInput {
  /** 3 · width · height bytes, row-major, no padding. */
  readonly rgb: Uint8Array | Uint8ClampedArray;
  /** Pixels, at least 1. */
  readonly width: number;
  readonly height: number;
}

/**
 * Checks a picture, and the options that came with it.
 *
 * @throws {OptionError} for sides that are not whole, options out of range, and an array of another length.
 */
export function checkInput<T extends OptionTable>(input: RgbInput, table: T, options: OptionInput<T>) {
  const { rgb, width, height } = input;
  requireSize(width, height);
  if (!(rgb instanceof Uint8Array || rgb instanceof Uint8ClampedArray) || rgb.length !== 3 * width * height) {
    const got = rgb instanceof Uint8Array || rgb instanceof Uint8ClampedArray ? `${rgb.length} of them` : typeof rgb;
    throw new OptionError(`rgb: expected ${3 * width * height} bytes for ${width}×${height} pixels, got ${got}`);
  }
  return resolveOptions(table, options);
}
