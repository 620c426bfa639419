import type { ShotRecord } from '../../analysis/record/analysis.js';
import type { Clip } from '../../clip/clip.js';
import { readFrames } from '../../clip/read-frames.js';
import { type DisplayedPicture, displaySize } from '../../core/display-size.js';
import { fitWithin } from '../../core/fit-within.js';
import type { FrameSize } from '../../core/frame.js';
import { toDataUri } from '../../images/data-uri.js';

/** The size of a small picture of a clip, with square pixels. */
export function pictureSize(picture: DisplayedPicture, longSide: number): FrameSize {
  return fitWithin(displaySize(picture), longSide);
}

/**
 * Adds a small picture of its best still to each shot.
 *
 * Pictures are decoded again once the stills are known. Carried along with the measurements, they would have to be held
 * for every frame that may turn out the best of its shot: a quarter of a megabyte each, for each segment under way.
 */
export async function withThumbnails(clip: Clip, shots: readonly ShotRecord[]): Promise<readonly ShotRecord[]> {
  const size = pictureSize(clip.info, 160);
  const stills = shots.map(({ bestStill }) => bestStill.pts);
  const pictured: ShotRecord[] = [];
  for await (const picture of readFrames(clip, stills)) {
    pictured.push({ ...shots[pictured.length]!, thumbnail: await toDataUri(picture, size) });
  }
  return pictured;
}
