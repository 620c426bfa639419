import { displaySize } from './display-size.js';
import { fitWithin } from './fit-within.js';
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
  return fitWithin(displaySize({ width, height, sampleAspect }, 'larger'), longSide);
}
