import type { DisplayedPicture } from '../../core/display-size.js';
import { displayAspect } from '../measure/picture-geometry.js';
import type { Box, StillRecord } from '../record/analysis.js';
import { parseAspect } from './aspect.js';

/**
 * Gives the largest crop of an aspect around the subject of a still: its box in the middle where it fits, the attention
 * point where it does not, the middle of the picture where nothing stands out.
 *
 * @param display - the picture as displayed.
 * @throws {OptionError} for an aspect that cannot be.
 */
export function stillCrop({ subject }: Pick<StillRecord, 'subject'>, display: DisplayedPicture, aspect: string): Box {
  const relative = parseAspect(aspect) / displayAspect(display);
  const size = { width: Math.min(1, relative), height: Math.min(1, 1 / relative) };
  const place = (axis: 'x' | 'y', length: number, boxLength: number) => {
    if (subject === null) return (1 - length) / 2;
    const middle = boxLength <= length ? subject.box[axis] + boxLength / 2 : subject.centroid[axis];
    return Math.min(1 - length, Math.max(0, middle - length / 2));
  };
  return {
    x: place('x', size.width, subject?.box.width ?? 0),
    y: place('y', size.height, subject?.box.height ?? 0),
    ...size,
  };
}
