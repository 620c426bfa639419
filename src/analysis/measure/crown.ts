import type { SaliencyMap } from '../../core/frame.js';
import type { Box } from '../record/analysis.js';

/** Share of a region's height that counts as its top. */
const TOP = 0.15;

/**
 * Tells where along x the top of a region is: the middle of its topmost pixels, which is where a person who stands or
 * rides has the head.
 *
 * @param threshold - what belongs to the region, in (0, 1].
 * @returns a share of the width, within the region's box.
 */
export function crownOf({ data, width, height }: SaliencyMap, { x, y, ...box }: Box, threshold: number): number {
  const [left, right] = [Math.round(x * width), Math.round((x + box.width) * width)];
  const top = Math.round(y * height);
  const bottom = Math.min(height, top + Math.max(1, Math.round(TOP * box.height * height)));
  let [sum, count] = [0, 0];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      if (data[row * width + column]! < threshold) continue;
      sum += column + 0.5;
      count++;
    }
  }
  return count === 0 ? x + box.width / 2 : sum / count / width;
}
