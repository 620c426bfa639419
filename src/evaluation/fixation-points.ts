import type { FrameSize } from '../core/frame.js';
import { halfEven } from './half-even.js';

/** Places where eyes rested: x and y of each fixation in turn, whole pixels inside of the picture. */
export type FixationPoints = Int32Array;

/**
 * Rounds fixations to pixels, and leaves out those beyond the picture.
 *
 * @param fixations - x and y in pixels of the picture, of each fixation.
 */
export function fixationPoints(
  fixations: Iterable<readonly [number, number, ...number[]]>,
  { width, height }: FrameSize,
): FixationPoints {
  const points: number[] = [];
  for (const [x, y] of fixations) {
    if (!(x >= 0 && x < width && y >= 0 && y < height)) continue;
    points.push(Math.min(width - 1, halfEven(x)), Math.min(height - 1, halfEven(y)));
  }
  return Int32Array.from(points);
}

/** Brings fixations on one picture to the size of another one. */
export function scalePoints(points: FixationPoints, from: FrameSize, to: FrameSize): FixationPoints {
  return points.map((value, i) => {
    const [own, other] = i % 2 === 0 ? [from.width, to.width] : [from.height, to.height];
    return Math.min(other - 1, Math.max(0, Math.trunc((value * other) / own)));
  });
}
