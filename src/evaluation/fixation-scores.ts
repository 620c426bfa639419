import type { FrameSize } from '../core/frame.js';
import { fixationDensity } from './fixation-density.js';
import type { FixationPoints } from './fixation-points.js';

/** These tell how well a map shows where eyes rest on a picture. */
export interface FixationScores {
  readonly AUC: number;
  readonly sAUC: number;
  readonly NSS: number;
  readonly CC: number;
  readonly KL: number;
  readonly SIM: number;
}

/**
 * A level that is added to every pixel before the divergence is taken, so that black ones do not weigh without bound: the
 * geometric mean of the noise of up to 1e-5 levels of 255 that the benchmark's programs add.
 */
const FLOOR = 1e-5 / (255 * Math.E);

/** Pixels that stand for the whole picture in the area under the curve. */
const SAMPLES = 20_000;

/**
 * Measures a map against fixations, as the MIT saliency benchmark does.
 *
 * @param map - width · height values, not negative.
 * @param points - fixations on this picture, one at least.
 * @param others - fixations on other pictures, brought to the size of this one: where eyes rest whatever is shown.
 *
 * Bylinskii et al., "What Do Different Evaluation Metrics Tell Us About Saliency Models?", PAMI 2019.
 */
export function fixationScores(
  map: Float32Array,
  points: FixationPoints,
  others: FixationPoints,
  size: FrameSize,
): FixationScores {
  const density = fixationDensity(points, size);
  return {
    AUC: aucJudd(map, points, size),
    sAUC: shuffledAuc(map, points, others, size),
    NSS: normalizedScanpathSaliency(map, points, size),
    ...densityScores(map, density),
  };
}

/**
 * Gives the area under the curve of fixations found over pixels taken, the thresholds being the map's values at the
 * fixations. 0.5 is chance. Pixels are counted on some 20,000 of them, evenly spread; equal values count half.
 *
 * Judd et al., "Learning to Predict Where Humans Look", ICCV 2009.
 */
export function aucJudd(map: Float32Array, points: FixationPoints, { width }: FrameSize): number {
  const step = Math.max(1, Math.floor(map.length / SAMPLES));
  const pixels = new Float32Array(Math.ceil(map.length / step));
  for (let i = 0; i < pixels.length; i++) pixels[i] = map[i * step]!;
  return areaUnderCurve(valuesAt(map, points, width), pixels);
}

/**
 * Gives the area under the curve of fixations found over other pictures' fixations found: what a picture's middle
 * attracts on any picture earns nothing. 0.5 is chance.
 *
 * Zhang et al., "SUN: A Bayesian Framework for Saliency Using Natural Statistics", Journal of Vision 2008.
 */
export function shuffledAuc(
  map: Float32Array,
  points: FixationPoints,
  others: FixationPoints,
  { width }: FrameSize,
): number {
  return others.length === 0 ? Number.NaN : areaUnderCurve(valuesAt(map, points, width), valuesAt(map, others, width));
}

/**
 * Gives the mean of the map at the fixations, the map having mean 0 and deviation 1; a map of one value scores 0.
 *
 * Peters et al., "Components of Bottom-up Gaze Allocation in Natural Images", Vision Research 2005.
 */
export function normalizedScanpathSaliency(map: Float32Array, points: FixationPoints, { width }: FrameSize): number {
  const { mean, deviation } = moments(map);
  if (deviation === 0) return 0;
  const values = valuesAt(map, points, width);
  return (values.reduce((sum, value) => sum + value, 0) / values.length - mean) / deviation;
}

/**
 * Measures a map against a density of fixations: CC, their correlation; KL, the divergence of the map from the density
 * (natural logarithm, 0 is best); SIM, the share of both, made to add up to 1, that is common. A black map counts as even.
 *
 * @param map - values that are not negative.
 * @param density - as many.
 */
export function densityScores(map: Float32Array, density: Float32Array): Pick<FixationScores, 'CC' | 'KL' | 'SIM'> {
  const [a, b] = [moments(map), moments(density)];
  const { length } = map;
  const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);
  const [massMap, massDensity] = [total(map) + FLOOR * length, total(density)];
  let [product, KL, SIM] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    product += (map[i]! - a.mean) * (density[i]! - b.mean);
    const p = (map[i]! + FLOOR) / massMap;
    const q = density[i]! / massDensity;
    if (q > 0) KL += q * Math.log(1e-12 + q / (p + 1e-12));
    SIM += Math.min(p, q);
  }
  const spread = a.deviation * b.deviation * length;
  return { CC: spread > 0 ? product / spread : 0, KL, SIM };
}

function moments(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function valuesAt(map: Float32Array, points: FixationPoints, width: number): Float32Array {
  return Float32Array.from({ length: points.length / 2 }, (_, i) => map[points[2 * i + 1]! * width + points[2 * i]!]!);
}

/** Trapezoids under the curve through one point for each of the wanted values, from the highest to the lowest. */
function areaUnderCurve(wanted: Float32Array, others: Float32Array): number {
  wanted.sort().reverse();
  others.sort().reverse();
  let [area, hits, falls, above] = [0, 0, 0, 0];
  for (let i = 0; i < wanted.length; ) {
    const value = wanted[i]!;
    while (above < others.length && others[above]! > value) above++;
    let ties = 0;
    while (above + ties < others.length && others[above + ties] === value) ties++;
    let alike = 1;
    while (i + alike < wanted.length && wanted[i + alike] === value) alike++;
    // Among equal values any order is as likely: the j-th of k wanted ones has j / (k + 1) of the others before it.
    for (let j = 1; j <= alike; j++) {
      const [nextHits, nextFalls] = [(i + j) / wanted.length, (above + (ties * j) / (alike + 1)) / others.length];
      area += ((hits + nextHits) / 2) * (nextFalls - falls);
      [hits, falls] = [nextHits, nextFalls];
    }
    i += alike;
    above += ties;
  }
  return area + 1 * (1 - falls);
}
