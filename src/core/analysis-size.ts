import { type DisplayedPicture, displaySize } from './display-size.js';
import { fitWithin } from './fit-within.js';
import type { FrameSize } from './frame.js';

/**
 * Gives the size at which a clip is analyzed: its displayed shape with square pixels, the longer side at most
 * `longSide`. It is never larger than the clip, and at least 1 × 1.
 */
export function analysisSize(picture: DisplayedPicture, longSide: number): FrameSize {
  return fitWithin(displaySize(picture, 'larger'), longSide);
}
