import { OptionError } from './errors.js';
import { optionTable, resolveOptions } from './options.js';

/** The longest side that is worked on: columns are counted in 16 bits. */
const MAX_SIDE = 32768;

const sizeOptions = optionTable({
  width: { type: 'number', integer: true, min: 1, max: MAX_SIDE, summary: 'columns of the picture' },
  height: { type: 'number', integer: true, min: 1, max: MAX_SIDE, summary: 'rows of the picture' },
});

/**
 * Refuses a size that no picture can have.
 *
 * @throws {OptionError} unless both sides are integers from 1 to 32768.
 */
export function requireSize(width: number, height: number): void {
  const size = resolveOptions(sizeOptions, { width, height });
  if (size.width === undefined) throw new OptionError('width: expected an integer, got undefined');
  if (size.height === undefined) throw new OptionError('height: expected an integer, got undefined');
}
