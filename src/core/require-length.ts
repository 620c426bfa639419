import { OptionError } from './errors.js';

/**
 * Refuses an array that is not of the length that its picture has.
 *
 * @param name - what the caller calls the array.
 * @param expected - its length.
 * @throws {OptionError} with the length that was expected and that which came.
 */
export function requireLength(name: string, array: ArrayLike<number>, expected: number, of: string): void {
  if (ArrayBuffer.isView(array) && array.length === expected) return;
  const got = ArrayBuffer.isView(array) ? `${array.length}` : typeof array;
  throw new OptionError(`${name}: expected ${expected} ${of}, got ${got}`);
}
