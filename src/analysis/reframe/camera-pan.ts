import { BACKGROUND_BANDS, BACKGROUND_COLUMNS, COVERED } from '../measure/background-columns.js';

/** The longest way that is searched, in columns. */
const REACH = 40;
/** Columns that have to be seen in both frames for a way to be believed, of all bands. */
const LEAST_SEEN = BACKGROUND_COLUMNS;
/** A background that differs by less than this many levels rests. */
const RESTING = 3;
/** The best way has to explain at least this share of what no way at all leaves unexplained. */
const BETTER = 0.1;

/**
 * Tells how far the background moves sideways between two frames: the way at which its columns agree best.
 *
 * @param before - columns of the earlier frame, as `BackgroundColumns` measures them; `after`: those of the later one.
 * @returns the way as a share of the width, to the right above 0; undefined where none is clearly better than no way, and that is not good either.
 */
export function backgroundWay(before: ArrayLike<number>, after: ArrayLike<number>): number | undefined {
  const differences = Array.from({ length: 2 * REACH + 1 }, (_, i) => difference(before, after, i - REACH));
  const least = Math.min(...differences);
  const way = differences.indexOf(least);
  if (way === REACH && least < RESTING) return 0;
  if (!(least < (1 - BETTER) * differences[REACH]!)) return undefined;
  const [left, right] = [differences[way - 1] ?? Number.NaN, differences[way + 1] ?? Number.NaN];
  const bend = left - 2 * least + right;
  // The lowest point of the parabola through the least difference and its neighbors.
  const beyond = bend > 0 && Number.isFinite(bend) ? (left - right) / (2 * bend) : 0;
  return (way - REACH + beyond) / BACKGROUND_COLUMNS;
}

/** Computes the mean difference of the columns that are seen in both frames, one of them moved; infinite of too few. */
function difference(before: ArrayLike<number>, after: ArrayLike<number>, way: number): number {
  let [sum, seen] = [0, 0];
  for (let band = 0; band < BACKGROUND_BANDS; band++) {
    const first = band * BACKGROUND_COLUMNS;
    for (let x = Math.max(0, -way); x < Math.min(BACKGROUND_COLUMNS, BACKGROUND_COLUMNS - way); x++) {
      const [a, b] = [before[first + x]!, after[first + x + way]!];
      if (a === COVERED || b === COVERED) continue;
      sum += Math.abs(a - b);
      seen++;
    }
  }
  return seen < LEAST_SEEN ? Number.POSITIVE_INFINITY : sum / seen;
}
