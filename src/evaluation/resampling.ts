/**
 * A sample is what was measured of a set: each picture or sequence gives a row of numbers, whose means over the set make a figure.
 *
 * A mean is the row's only number; max-F is made of the mean curve, so that its rows are whole curves.
 */
export interface Sample {
  /** One row an item, all as long. */
  readonly rows: readonly Float32Array[];
  /** Makes the figure of the means over all rows. */
  readonly figure: (means: Float64Array) => number;
}

/** A figure, and where it would lie for other sets of the same kind. */
export interface Estimate {
  readonly value: number;
  /** Ends of the interval that holds 95 % of resampled sets. */
  readonly low: number;
  readonly high: number;
}

/** Two methods on the same items: by how much the first is above the second, and whether that is more than chance. */
export interface PairedDifference extends Estimate {
  /** The share of exchanges of the two, item by item at random, that give as large a difference: two-sided. */
  readonly p: number;
}

/** Gives the figure of a sample. */
function figureOf({ rows, figure }: Sample): number {
  return figure(meansOf(rows, (_, add) => add));
}

/**
 * Gives the figure of a sample with its 95 % interval, by the bootstrap: sets of as many items, drawn with repetition.
 *
 * @param rounds - how many sets are drawn.
 *
 * Efron, Tibshirani, "An Introduction to the Bootstrap", 1993.
 */
export function bootstrap(sample: Sample, rounds: number, seed = 1): Estimate {
  const value = figureOf(sample);
  return { value, ...intervalOf(resample([sample], rounds, seed)) };
}

/**
 * Compares two methods on the same items, in the same order: the difference of their figures, its 95 % interval by the
 * paired bootstrap, and the p-value of the paired permutation test.
 *
 * @throws {RangeError} for samples of different lengths.
 *
 * Good, "Permutation Tests", 2nd edition, 2000.
 */
export function pairedDifference(a: Sample, b: Sample, rounds: number, seed = 1): PairedDifference {
  if (a.rows.length !== b.rows.length) throw new RangeError(`${a.rows.length} rows beside ${b.rows.length}`);
  const value = figureOf(a) - figureOf(b);
  const interval = intervalOf(resample([a, b], rounds, seed));
  const random = generator(seed + 1);
  let asLarge = 0;
  for (let round = 0; round < rounds; round++) {
    const turned = a.rows.map(() => random() < 0.5);
    const first = a.rows.map((row, i) => (turned[i] ? b.rows[i]! : row));
    const second = b.rows.map((row, i) => (turned[i] ? a.rows[i]! : row));
    const difference = figureOf({ ...a, rows: first }) - figureOf({ ...b, rows: second });
    // Sums in another order differ in their last digits.
    if (Math.abs(difference) >= Math.abs(value) - 1e-9) asLarge++;
  }
  return { value, ...interval, p: (asLarge + 1) / (rounds + 1) };
}

/**
 * Raises p-values for being several: with them, that one of all is below 5 % by chance stays below 5 %.
 *
 * Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 1979.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const raised = [...values];
  let least = 0;
  for (const [rank, i] of order.entries()) {
    least = Math.max(least, Math.min(1, (values.length - rank) * values[i]!));
    raised[i] = least;
  }
  return raised;
}

/** Figures of resampled sets: of one sample, or the difference of two that the same items are drawn for. */
function resample(samples: readonly Sample[], rounds: number, seed: number): Float64Array {
  const random = generator(seed);
  const count = samples[0]!.rows.length;
  return Float64Array.from({ length: rounds }, () => {
    const times = new Uint32Array(count);
    for (let i = 0; i < count; i++) times[Math.floor(random() * count)]!++;
    const [first, second] = samples.map(({ rows, figure }) => figure(meansOf(rows, (i, add) => times[i]! * add)));
    return first! - (second ?? 0);
  });
}

function intervalOf(figures: Float64Array): { readonly low: number; readonly high: number } {
  const sorted = figures.toSorted();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return { low: at(0.025), high: at(0.975) };
}

/** Weighted means of the columns; the weights of all rows add up to their number. */
function meansOf(rows: readonly Float32Array[], weight: (row: number, one: number) => number): Float64Array {
  const means = new Float64Array(rows[0]?.length ?? 0);
  for (const [i, row] of rows.entries()) {
    const factor = weight(i, 1) / rows.length;
    if (factor === 0) continue;
    for (let k = 0; k < means.length; k++) means[k]! += factor * row[k]!;
  }
  return means;
}

/** Numbers in [0, 1) that are the same in every run: Mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
