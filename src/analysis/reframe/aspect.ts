import { OptionError } from '../../core/errors.js';
import type { FrameSize } from '../../core/frame.js';
import type { TextOption } from '../../core/options.js';

/** An option whose value is an aspect. */
export const aspectOption = {
  type: 'text',
  placeholder: 'W:H',
  expected: 'W:H between 1:10 and 10:1, such as 9:16 or 2.39:1',
  accepts: (text) => readTerms(text) !== undefined,
} as const satisfies Omit<TextOption, 'summary'>;

/**
 * Reads the width over the height of an aspect such as `9:16`, `1:1`, `2.39:1` or `2.39`.
 *
 * @throws {OptionError} for other text, and for aspects beyond 1:10 and 10:1.
 */
export function parseAspect(text: string): number {
  const { width, height } = parseProportion(text);
  return width / height;
}

/**
 * Reads the two terms of an aspect as they are written: 9 and 16, 2.39 and 1.
 *
 * @throws as `parseAspect` does.
 */
export function parseProportion(text: string): FrameSize {
  const terms = readTerms(text);
  if (terms === undefined) throw OptionError.of('aspect', `expected ${aspectOption.expected}, got "${text}"`);
  return terms;
}

function readTerms(text: string): FrameSize | undefined {
  const match = /^(\d+(?:\.\d+)?)(?:\s*[:x/]\s*(\d+(?:\.\d+)?))?$/.exec(text.trim());
  const [width, height] = [Number(match?.[1]), Number(match?.[2] ?? 1)];
  return width / height >= 0.1 && width / height <= 10 ? { width, height } : undefined;
}
