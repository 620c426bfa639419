import type { FrameSize } from '../core/frame.js';
import type { FixationPoints } from './fixation-points.js';

/**
 * Spreads fixations to a map of where eyes rest: a Gaussian a fixation, mirrored at the border.
 *
 * @param sigma - its standard deviation in pixels; by default 1/32 of the longer side, about one degree of sight.
 * @returns width · height values that add up to the number of fixations.
 */
export function fixationDensity(
  points: FixationPoints,
  { width, height }: FrameSize,
  sigma: number = Math.max(width, height) / 32,
): Float32Array {
  const counts = new Float32Array(width * height);
  for (let i = 0; i < points.length; i += 2) counts[points[i + 1]! * width + points[i]!]!++;
  const radius = Math.round(4 * sigma);
  const bell = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = bell.reduce((sum, weight) => sum + weight, 0);
  const kernel = bell.map((weight) => weight / total);
  const along = new Float32Array(counts.length);
  const fixated = new Set(Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + 1]! * width));
  for (const row of fixated) {
    for (let k = -radius; k <= radius; k++) {
      const weight = kernel[k + radius]!;
      for (let x = 0; x < width; x++) along[row + x]! += weight * counts[row + mirrored(x + k, width)]!;
    }
  }
  const out = new Float32Array(counts.length);
  for (let y = 0; y < height; y++) {
    for (let k = -radius; k <= radius; k++) {
      const from = mirrored(y + k, height) * width;
      const weight = kernel[k + radius]!;
      for (let x = 0; x < width; x++) out[y * width + x]! += weight * along[from + x]!;
    }
  }
  return out;
}

/** Gives the place of which a place beyond the border is the mirror image; the border itself is there once. */
function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const place = ((at % period) + period) % period;
  return place < length ? place : period - place;
}
