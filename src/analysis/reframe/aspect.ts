import { OptionError } from '../../core/errors.js';
import type { TextOption } from '../../core/options.js';

/** An option whose value is an aspect. */
export const aspectOption = {
  type: 'text',
  placeholder: 'W:H',
  expected: 'W:H between 1:10 and 10:1, such as 9:16 or 2.39:1',
  accepts: (text) => !Number.isNaN(readAspect(text)),
} as const satisfies Omit<TextOption, 'summary'>;

/**
 * Reads the width over the height of an aspect such as `9:16`, `1:1`, `2.39:1` or `2.39`.
 *
 * @throws {OptionError} for other text, and for aspects beyond 1:10 and 10:1.
 */
export function parseAspect(text: string): number {
  const aspect = readAspect(text);
  if (Number.isNaN(aspect)) throw OptionError.of('aspect', `expected ${aspectOption.expected}, got "${text}"`);
  return aspect;
}

function readAspect(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\s*[:x/]\s*(\d+(?:\.\d+)?))?$/.exec(text.trim());
  const aspect = match === null ? Number.NaN : Number(match[1]) / Number(match[2] ?? 1);
  return aspect >= 0.1 && aspect <= 10 ? aspect : Number.NaN;
}
