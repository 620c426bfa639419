import { OptionError } from '../core/errors.js';
import { type OptionInput, type OptionTable, optionTable, resolveOptions } from '../core/options.js';

/** A picture as the synchronous functions take it. */
export interface RgbInput {
  /** 3 · width · height bytes, row-major, no padding. */
  readonly rgb: Uint8Array | Uint8ClampedArray;
  /** Pixels, at least 1. */
  readonly width: number;
  readonly height: number;
}

/** The longest side that is worked on: columns are counted in 16 bits. */
const MAX_SIDE = 32768;

/** The sides of a picture, as options. */
const sizeOptions = optionTable({
  width: { type: 'number', integer: true, min: 1, max: MAX_SIDE, summary: 'Columns of the picture' },
  height: { type: 'number', integer: true, min: 1, max: MAX_SIDE, summary: 'Rows of the picture' },
});

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

/** @throws {OptionError} unless both are integers from 1 to 32768. */
export function requireSize(width: number, height: number): void {
  const size = resolveOptions(sizeOptions, { width, height });
  if (size.width === undefined) throw OptionError.of('width', 'expected an integer, got undefined');
  if (size.height === undefined) throw OptionError.of('height', 'expected an integer, got undefined');
}
