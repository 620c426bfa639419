import type { LevelCounts } from './level-counts.js';

/** Gives the area under the curve of hits over false alarms at 256 thresholds; 0.5 is chance. Both sides need pixels. */
export function rocAuc({ inside, outside }: LevelCounts): number {
  const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  const [object, around] = [total(inside), total(outside)];
  let [hits, falls, area] = [0, 0, 0];
  for (let level = 255; level >= 0; level--) {
    const [before, width] = [hits, outside[level]! / around];
    hits += inside[level]! / object;
    falls += width;
    area += ((before + hits) / 2) * width;
  }
  return falls > 0 ? area : 0.5;
}
