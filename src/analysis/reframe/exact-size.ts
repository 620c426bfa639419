import type { DisplayedPicture } from '../../core/display-size.js';
import type { FrameSize } from '../../core/frame.js';

/** The largest share of a side that is given up so that the crop has the very aspect, uncut pixel for pixel. */
const MOST_LOST = 0.03;
/** The most by which a crop is enlarged to a size of the very aspect. */
const MOST_SCALED = 1.25;

/** A crop's size in shares of the picture, and in pixels of what is written. */
export interface ExactSize {
  readonly window: FrameSize;
  readonly output: FrameSize;
}

/**
 * Gives the largest crop of an aspect, and the size at which it is written: both sides even and, where that can be, in the
 * very proportion.
 *
 * Where no more than 3 % of a side is given up for it, the crop is cut out pixel for pixel (594 × 1056 of 1920 × 1080 for
 * 9:16). In smaller pictures the largest crop is enlarged a little to the next such size. Where none is near, as for 2.39:1 in
 * small pictures, both sides are rounded to even numbers.
 *
 * @param aspect - width over height as displayed, for example 9 and 16.
 */
export function exactSize(aspect: FrameSize, { width, height, sampleAspect }: DisplayedPicture): ExactSize {
  const [across, down] = lowestTerms(aspect.width * sampleAspect.den, aspect.height * sampleAspect.num);
  const relative = (across / down / width) * height;
  const full = { width: Math.min(1, relative), height: Math.min(1, 1 / relative) };
  const unit = { width: 2 * across, height: 2 * down };
  const times = Math.floor(Math.min(width / unit.width, height / unit.height) + 1e-9);
  const cut = { width: times * unit.width, height: times * unit.height };
  const window = { width: cut.width / width, height: cut.height / height };
  if (times > 0 && window.width >= (1 - MOST_LOST) * full.width) return { window, output: cut };
  const enlarged = { width: (times + 1) * unit.width, height: (times + 1) * unit.height };
  if (enlarged.width <= MOST_SCALED * full.width * width) return { window: full, output: enlarged };
  return { window: full, output: { width: evenSide(full.width, width), height: evenSide(full.height, height) } };
}

/** Gives the even number of pixels nearest to a share of a side, within the side; 1 of a side of 1. */
export function evenSide(share: number, side: number): number {
  return Math.max(Math.min(2, side), Math.min(2 * Math.floor(side / 2), 2 * Math.round((share * side) / 2)));
}

/** Reduces a proportion, whose terms may have decimals, to integers. */
function lowestTerms(a: number, b: number): readonly [number, number] {
  const decimals = (value: number) => Math.min(6, (String(value).split('.')[1] ?? '').length);
  const scale = 10 ** Math.max(decimals(a), decimals(b));
  let [x, y] = [Math.round(a * scale), Math.round(b * scale)];
  const terms = [x, y] as const;
  while (y > 0) [x, y] = [y, x % y];
  return [terms[0] / x, terms[1] / x];
}
