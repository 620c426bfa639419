import type { FrameSize, Rational } from '../core/frame.js';
import type { Box, FrameRecord } from './analysis.js';
import { parseAspect } from './aspect.js';
import { PictureGeometry } from './picture-geometry.js';

/**
 * The largest rectangle of an aspect that shows the subject of one frame. Along the side that is cut, it is centered
 * on all that stands out where that fits, else on the leading region, else on that region's center of mass; in the
 * middle where nothing stands out.
 *
 * @throws {OptionError} for text that is no aspect.
 */
export function stillCrop(
  { box, regions }: Pick<FrameRecord, 'box' | 'regions'>,
  display: FrameSize & { readonly sampleAspect: Rational },
  aspect: string,
): Box {
  const relative = parseAspect(aspect) / new PictureGeometry(display).aspect;
  const [width, height] = [Math.min(1, relative), Math.min(1, 1 / relative)];
  const [leader] = regions;
  const place = (axis: 'x' | 'y', side: 'width' | 'height', window: number) => {
    const fitting = [box, leader?.box].find((candidate) => candidate != null && candidate[side] <= window);
    const center = fitting ? fitting[axis] + fitting[side] / 2 : (leader?.centroid[axis] ?? 0.5);
    return Math.min(1 - window, Math.max(0, center - window / 2));
  };
  return { x: place('x', 'width', width), y: place('y', 'height', height), width, height };
}
