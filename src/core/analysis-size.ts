import type { FrameSize, Rational } from './frame.js';

/** A picture and the shape of its pixels, which are square where it does not say. */
export interface StoredPicture extends FrameSize {
  readonly sampleAspect?: Rational | undefined;
}

const square: Rational = { num: 1, den: 1 };

/**
 * Fits a picture into the size at which it is analyzed: its displayed shape with square pixels, the longer side at most
 * `longSide`. Never larger than the picture, at least 1 × 1.
 */
export function analysisSize({ width, height, sampleAspect = square }: StoredPicture, longSide = 400): FrameSize {
  const { num, den } = sampleAspect;
  // Square pixels come from shrinking the denser direction, so that nothing is scaled up.
  const columns = num < den ? (width * num) / den : width;
  const rows = num > den ? (height * den) / num : height;
  const scale = Math.min(1, longSide / Math.max(columns, rows));
  return { width: Math.max(1, Math.round(columns * scale)), height: Math.max(1, Math.round(rows * scale)) };
}
