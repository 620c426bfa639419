import type { Rational, Timestamp } from './frame.js';

/**
 * Computes value · from / to, rounded to the nearest integer, halves upward. Exact: no rounding before the last step,
 * however long the clip.
 *
 * `rescale(pts, timeBase, { num: 1001, den: 30000 })` is the number of the frame at 29.97 frames a second.
 *
 * @param value - a safe integer counted in units of `from`.
 */
export function rescale(value: number, from: Rational, to: Rational): number {
  const numerator = BigInt(value) * BigInt(from.num) * BigInt(to.den);
  const denominator = BigInt(from.den) * BigInt(to.num);
  return Number(floorDivide(2n * numerator + denominator, 2n * denominator));
}

/** Brings a ratio to lowest terms, `den` positive. */
export function reduce({ num, den }: Rational): Rational {
  const sign = den < 0 ? -1n : 1n;
  return lowestTerms(sign * BigInt(num), sign * BigInt(den));
}

/** Computes frames / rate in lowest terms: the instant or length of a number of frames, in seconds. */
export function framesToSeconds(frames: number, rate: Rational): Rational {
  return lowestTerms(BigInt(frames) * BigInt(rate.den), BigInt(rate.num));
}

/** Counts the whole milliseconds from one instant to another of the same time base, rounded exactly. */
export function millisecondsBetween(startPts: number, time: Timestamp): number {
  return rescale(time.pts - startPts, time.timeBase, { num: 1, den: 1000 });
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** @param den - positive. */
function lowestTerms(num: bigint, den: bigint): Rational {
  let [divisor, rest] = [num < 0n ? -num : num, den];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return { num: Number(num / divisor), den: Number(den / divisor) };
}
