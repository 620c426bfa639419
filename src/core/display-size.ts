import type { FrameSize, Rational } from './frame.js';

/** A picture of so many pixels, and the shape of its pixels. */
export interface DisplayedPicture extends FrameSize {
  readonly sampleAspect: Rational;
}

/**
 * Gives the size of a picture as it is displayed, with square pixels; sides are not rounded.
 *
 * @param kept - the side that stays as it is: the height; `smaller`: the side that the other grows with, so that no
 * pixel is lost; `larger`: the side that the other shrinks to, so that nothing is scaled up.
 */
export function displaySize(
  { width, height, sampleAspect: { num, den } }: DisplayedPicture,
  kept: 'height' | 'smaller' | 'larger' = 'height',
): FrameSize {
  const isWide = num >= den;
  const keepsHeight = kept === 'height' || (kept === 'smaller') === isWide;
  return keepsHeight ? { width: (width * num) / den, height } : { width, height: (height * den) / num };
}
