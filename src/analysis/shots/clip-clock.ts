import { OptionError } from '../../core/errors.js';
import type { Rational } from '../../core/frame.js';
import { reduce, rescale } from '../../core/rational.js';
import {
  allowsDropFrame,
  formatTimecode,
  isDropFrameText,
  parseTimecode,
  type TimecodeFormat,
} from '../record/timecode.js';

/** What fixes a clip's place on an editor's timeline. */
export interface ClockOptions {
  readonly timeBase: Rational;
  /** The timestamp of the clip's first frame; it gets the start timecode. */
  readonly startPts: number;
  /** Frames a second of the timeline, as `timelineRate` gives it. */
  readonly rate: Rational;
  /** The clip's own start timecode; 00:00:00:00 where it has none, or one that does not exist at the rate. */
  readonly startTimecode?: string | undefined;
}

/**
 * Places timestamps on a constant-rate timeline: frame numbers, and SMPTE labels that begin at the clip's own.
 *
 * Frames are placed by pts, never by their index, so that the gaps of variable rate stay where they are.
 */
export class ClipClock {
  readonly format: TimecodeFormat;
  /** The label number of the clip's first frame, counted from 00:00:00:00. */
  readonly startFrame: number;
  readonly #timeBase: Rational;
  readonly #startPts: number;
  readonly #frameDuration: Rational;

  constructor({ timeBase, startPts, rate, startTimecode }: ClockOptions) {
    const dropFrame = startTimecode !== undefined && isDropFrameText(startTimecode) && allowsDropFrame(rate);
    this.format = { rate, dropFrame };
    this.startFrame = startTimecode === undefined ? 0 : readStart(startTimecode, this.format);
    this.#timeBase = timeBase;
    this.#startPts = startPts;
    this.#frameDuration = { num: rate.den, den: rate.num };
  }

  /** The timeline frame nearest to a timestamp, 0 for the clip's first. */
  frameAt(pts: number): number {
    return rescale(pts - this.#startPts, this.#timeBase, this.#frameDuration);
  }

  /** The label of a timeline frame. */
  timecode(frame: number): string {
    return formatTimecode(this.startFrame + frame, this.format);
  }
}

/**
 * The constant rate of a timeline for a clip.
 *
 * Its nominal rate where frames really come at it (within 1 %), or where it is a standard rate of which at least half
 * the frames are there: each frame then has a place of its own. Else the standard rate nearest to the average; 25 for a
 * clip that tells neither. Rates within 0.01 % of n · 1000/1001 or of an integer are taken as exactly that: files round
 * them.
 */
export function timelineRate(nominal: Rational, average: Rational): Rational {
  const nominalRate = nominal.num / nominal.den;
  const averageRate = average.num / average.den;
  const usable = nominalRate > 0 && nominalRate <= 240;
  if (usable && !(averageRate > 0 && Math.abs(nominalRate / averageRate - 1) > 0.01)) return exact(nominal);
  const standard = usable ? STANDARD_RATES.find((rate) => sameRate(rate, exact(nominal))) : undefined;
  if (standard !== undefined && nominalRate <= 2 * averageRate) return standard;
  const known = averageRate > 0 ? averageRate : 25;
  return STANDARD_RATES.reduce((best, rate) =>
    Math.abs(Math.log(rate.num / rate.den / known)) < Math.abs(Math.log(best.num / best.den / known)) ? rate : best,
  );
}

function sameRate(a: Rational, b: Rational): boolean {
  return a.num === b.num && a.den === b.den;
}

const STANDARD_RATES: readonly Rational[] = [
  { num: 10, den: 1 },
  { num: 12, den: 1 },
  { num: 15, den: 1 },
  { num: 24000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60000, den: 1001 },
  { num: 60, den: 1 },
  { num: 100, den: 1 },
  { num: 120000, den: 1001 },
  { num: 120, den: 1 },
];

function exact(rate: Rational): Rational {
  const value = rate.num / rate.den;
  const integer = Math.round(value);
  if (integer >= 1 && Math.abs(value / integer - 1) < 1e-4) return { num: integer, den: 1 };
  const pulled = Math.round((value * 1001) / 1000);
  if (pulled >= 1 && Math.abs((value * 1001) / (1000 * pulled) - 1) < 1e-4) return { num: pulled * 1000, den: 1001 };
  return reduce(rate);
}

/** A file's own timecode is a hint: one that its rate cannot have starts the clip at zero. */
function readStart(text: string, format: TimecodeFormat): number {
  try {
    return parseTimecode(text, format);
  } catch (error) {
    if (error instanceof OptionError) return 0;
    throw error;
  }
}
