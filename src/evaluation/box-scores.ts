import type { FrameSize } from '../core/frame.js';
import { adaptiveThreshold, fMeasure } from './f-measure.js';

/** A rectangle in pixels: from `left` and `top` up to `right` and `bottom`, which are outside of it. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** These tell how well a rectangle around what is salient meets those that people drew. */
export interface BoxScores {
  readonly boxP: number;
  readonly boxR: number;
  readonly boxF: number;
}

/**
 * Measures a map by rectangles: one is fitted around the map cut at twice its mean, and compared with the annotators'.
 *
 * With g the share of annotators whose box holds a pixel and a the fitted box: P = Σ g a / Σ a, R = Σ g a / Σ g, F with
 * β² = 0.3. A map that nothing is left of scores 0.
 *
 * @param map - width · height values in [0, 1].
 * @param boxes - those of all annotators of the picture, one at least.
 *
 * Liu et al., "Learning to Detect a Salient Object", CVPR 2007; used so for MSRA and DUT-OMRON.
 */
export function boxScores(map: Float32Array, { width, height }: FrameSize, boxes: readonly PixelBox[]): BoxScores {
  const fitted = fitBox(map, { width, height });
  if (fitted === undefined) return { boxP: 0, boxR: 0, boxF: 0 };
  const area = ({ left, top, right, bottom }: PixelBox) => Math.max(0, right - left) * Math.max(0, bottom - top);
  let [common, drawn] = [0, 0];
  for (const box of boxes) {
    common += area(intersection(box, fitted)) / boxes.length;
    drawn += area(box) / boxes.length;
  }
  const [boxP, boxR] = [common / area(fitted), drawn > 0 ? common / drawn : 0];
  return { boxP, boxR, boxF: fMeasure(boxP, boxR) };
}

/** Gives the area that two boxes share, by the area that either covers; 0 where both are empty. */
export function boxOverlap(a: PixelBox, b: PixelBox): number {
  const area = ({ left, top, right, bottom }: PixelBox) => Math.max(0, right - left) * Math.max(0, bottom - top);
  const common = area(intersection(a, b));
  const either = area(a) + area(b) - common;
  return either > 0 ? common / either : 0;
}

function fitBox(map: Float32Array, { width, height }: FrameSize): PixelBox | undefined {
  const threshold = adaptiveThreshold(map);
  if (threshold === 0) return undefined;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let i = 0; i < map.length; i++) {
    if (map[i]! < threshold) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  }
  return right > left ? { left, top, right, bottom } : undefined;
}

function intersection(a: PixelBox, b: PixelBox): PixelBox {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}
