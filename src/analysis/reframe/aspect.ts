import { OptionError } from '../../core/errors.js';

/**
 * Width over height of an aspect such as `9:16`, `1:1`, `2.39:1` or `2.39`.
 *
 * @throws {OptionError} for other text, and for aspects beyond 1:10 and 10:1.
 */
export function parseAspect(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\s*[:x/]\s*(\d+(?:\.\d+)?))?$/.exec(text.trim());
  const aspect = match === null ? Number.NaN : Number(match[1]) / Number(match[2] ?? 1);
  if (!(aspect >= 0.1 && aspect <= 10))
    throw OptionError.of('aspect', `expected W:H between 1:10 and 10:1, such as 9:16 or 2.39:1, got "${text}"`);
  return aspect;
}
