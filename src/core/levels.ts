import { OptionError } from './errors.js';
import type { TextOption } from './options.js';

/** Tells how the values of a map are spread: what is `low` or less becomes 0, `high` or more 1, `gamma` bends between. */
export interface Levels {
  /** In [0, 1), less than `high`. */
  readonly low: number;
  /** In (0, 1]. */
  readonly high: number;
  /** In [0.1, 10]: below 1 brightens what is between, above 1 darkens it. */
  readonly gamma: number;
}

/**
 * The levels of mattes: models are certain of a subject from about .8 on, and of the ground around it below .1. They are
 * the same for all frames, so that a matte is as steady as its map.
 */
const matteLevels: Levels = { low: 0.15, high: 0.75, gamma: 1 };

/** An option whose value tells levels. */
export const levelsOption = {
  type: 'text',
  placeholder: 'low,high,gamma',
  expected: 'low,high or low,high,gamma with 0 <= low < high <= 1 and gamma in [0.1, 10], or matte, or none',
  accepts: (text) => text === 'none' || readLevels(text) !== undefined,
} as const satisfies Omit<TextOption, 'summary'>;

/**
 * Reads levels such as `0.1,0.8` or `0.1,0.8,1.5`; `matte` stands for those of mattes.
 *
 * @returns undefined for `none`: the values stay as they are.
 * @throws {OptionError} for other text.
 */
export function parseLevels(text: string): Levels | undefined {
  if (text === 'none') return undefined;
  const levels = readLevels(text);
  if (levels === undefined) throw OptionError.of('levels', `expected ${levelsOption.expected}, got "${text}"`);
  return levels;
}

/** Spreads one value: ((value − low) / (high − low)) ** gamma, within [0, 1]. */
export function spread(value: number, { low, high, gamma }: Levels): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return gamma === 1 ? share : share ** gamma;
}

function readLevels(text: string): Levels | undefined {
  if (text === 'matte') return matteLevels;
  const parts = text.split(',').map((part) => (/^\s*\d*\.?\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  const [low = Number.NaN, high = Number.NaN, gamma = 1] = parts;
  const valid = parts.length <= 3 && low >= 0 && low < high && high <= 1 && gamma >= 0.1 && gamma <= 10;
  return valid ? { low, high, gamma } : undefined;
}
