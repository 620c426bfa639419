import type { LevelCounts } from './level-counts.js';

/** The E-measure over the thresholds of a map. */
export interface EnhancedAlignment {
  readonly mean: number;
  readonly max: number;
}

/**
 * Gives the E-measure: how well a cut map agrees with a mask pixel by pixel, both taken without their means.
 *
 * With φ the difference to the own mean, ξ = 2 φ_map φ_mask / (φ_map² + φ_mask²), and E is the mean of (1 + ξ)² / 4. A
 * pixel is one of four kinds only, so that the counts of levels tell all.
 *
 * Fan et al., "Enhanced-alignment Measure for Binary Foreground Map Evaluation", IJCAI 2018.
 */
export function enhancedAlignment({ inside, outside }: LevelCounts): EnhancedAlignment {
  const object = inside.reduce((sum, count) => sum + count, 0);
  const pixels = object + outside.reduce((sum, count) => sum + count, 0);
  let [hits, alarms, sum, max] = [0, 0, 0, 0];
  for (let level = 255; level >= 0; level--) {
    hits += inside[level]!;
    alarms += outside[level]!;
    const e = alignmentOf(hits, alarms, object, pixels);
    sum += e;
    max = Math.max(max, e);
  }
  return { mean: sum / 256, max };
}

function alignmentOf(hits: number, alarms: number, object: number, pixels: number): number {
  // A mask without a border has no mean to differ from: what counts is how much of the map agrees.
  if (object === 0) return 1 - alarms / pixels;
  if (object === pixels) return hits / pixels;
  const [map, mask] = [(hits + alarms) / pixels, object / pixels];
  const term = (inMap: number, inMask: number) => {
    const [a, b] = [inMap - map, inMask - mask];
    return (1 + (2 * a * b) / (a * a + b * b)) ** 2 / 4;
  };
  const misses = object - hits;
  const rest = pixels - object - alarms;
  return (hits * term(1, 1) + alarms * term(1, 0) + misses * term(0, 1) + rest * term(0, 0)) / pixels;
}
