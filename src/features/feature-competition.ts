import type { FrameSize } from '../core/frame.js';
import { stretch } from './stretch.js';

/** Peaks below this share of the greatest are none. */
const LEAST_PEAK = 0.1;
/** A map whose values all differ by less is even. */
const EVEN = 1e-6;

/**
 * Promotes maps with one strong peak over those with many: N(·) scales a map to [0, 1] and multiplies it by (1 − m̄)², m̄
 * being the mean of its local maxima beside the greatest. In place.
 *
 * Itti, Koch, Niebur, PAMI 20 (1998).
 */
export function promotePeaks(map: Float32Array, { width, height }: FrameSize): void {
  let even = true;
  const first = map[0]!;
  for (let i = 1; even && i < map.length; i++) even = Math.abs(map[i]! - first) < EVEN;
  if (even) {
    map.fill(0);
    return;
  }
  stretch(map);
  let sum = -1;
  let count = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const value = map[at]!;
      if (value < LEAST_PEAK) continue;
      // Most are none by their neighbors in the row.
      if (x > 0 && x < width - 1 && (map[at - 1]! > value || map[at + 1]! >= value)) continue;
      if (!isPeak(map, width, height, x, y, value)) continue;
      sum += value;
      count++;
    }
  }
  const mean = count > 0 ? sum / count : 0;
  const weight = (1 - mean) ** 2;
  for (let i = 0; i < map.length; i++) map[i]! *= weight;
}

/** Tells whether no neighbor is greater; of equal ones the last in reading order is the peak. */
function isPeak(map: Float32Array, width: number, height: number, x: number, y: number, value: number): boolean {
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
      if (u === x && v === y) continue;
      const other = map[v * width + u]!;
      const later = v > y || (v === y && u > x);
      if (other > value || (later && other === value)) return false;
    }
  }
  return true;
}
