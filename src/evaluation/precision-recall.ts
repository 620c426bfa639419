import type { LevelCounts } from './level-counts.js';

/** Precision and recall at 256 thresholds, from the highest to the lowest: index i is the threshold (255 − i) / 255. */
export interface PrecisionRecall {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

/**
 * Gives precision and recall of a map cut at each of 256 thresholds.
 *
 * A cut that keeps nothing has precision 1; recall is 0 where there is no object.
 */
export function precisionRecall({ inside, outside }: LevelCounts): PrecisionRecall {
  const [precision, recall] = [new Float64Array(256), new Float64Array(256)];
  const object = inside.reduce((sum, count) => sum + count, 0);
  let [hits, kept] = [0, 0];
  for (let i = 0; i < 256; i++) {
    hits += inside[255 - i]!;
    kept += inside[255 - i]! + outside[255 - i]!;
    precision[i] = kept > 0 ? hits / kept : 1;
    recall[i] = object > 0 ? hits / object : 0;
  }
  return { precision, recall };
}
