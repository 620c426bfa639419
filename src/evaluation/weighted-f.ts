import type { FrameSize } from '../core/frame.js';
import { nearestObject } from './nearest-object.js';

const RADIUS = 3;
const SIGMA = 5;

/**
 * Gives the weighted F-measure (β = 1): errors count by where they are. A miss beside hits counts less, a false alarm
 * counts the more the farther it is from the object. 0 where the mask is empty.
 *
 * @param map - width · height values in [0, 1].
 * @param mask - 0 outside of the object, anything else inside.
 *
 * Margolin, Zelnik-Manor, Tal, "How to Evaluate Foreground Maps?", CVPR 2014.
 */
export function weightedF(map: Float32Array, mask: Uint8Array, size: FrameSize): number {
  let object = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) object++;
  if (object === 0) return 0;
  const { distance, index } = nearestObject(mask, size);
  const error = new Float32Array(map.length);
  for (let i = 0; i < map.length; i++) error[i] = Math.abs(map[i]! - (mask[i] !== 0 ? 1 : 0));
  // Around the object stands the error of its nearest pixel, so that a window at its border sees the object alone.
  const spread = new Float32Array(map.length);
  for (let i = 0; i < map.length; i++) spread[i] = error[index[i]!]!;
  const smooth = smoothed(spread, size);
  let [inside, outside] = [0, 0];
  for (let i = 0; i < map.length; i++) {
    if (mask[i] !== 0) inside += Math.min(error[i]!, smooth[i]!);
    else outside += error[i]! * (2 - 0.5 ** (distance[i]! / 5));
  }
  const hits = object - inside;
  const recall = 1 - inside / object;
  const precision = hits + outside > 0 ? hits / (hits + outside) : 0;
  return recall + precision > 0 ? (2 * recall * precision) / (recall + precision) : 0;
}

/** Gaussian mean over 7 × 7 pixels; there is nothing beyond the border. */
function smoothed(values: Float32Array, { width, height }: FrameSize): Float32Array {
  const bell = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA ** 2)));
  const total = bell.reduce((sum, weight) => sum + weight, 0);
  const kernel = bell.map((weight) => weight / total);
  const along = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = Math.max(-RADIUS, -x); k <= Math.min(RADIUS, width - 1 - x); k++) {
        sum += kernel[k + RADIUS]! * values[y * width + x + k]!;
      }
      along[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let k = Math.max(-RADIUS, -y); k <= Math.min(RADIUS, height - 1 - y); k++) {
      const weight = kernel[k + RADIUS]!;
      for (let x = 0; x < width; x++) out[y * width + x]! += weight * along[(y + k) * width + x]!;
    }
  }
  return out;
}
