import type { FrameSize } from '../core/frame.js';
import { halfEven } from './half-even.js';

/**
 * Gives the S-measure: how alike the structure of a map and a mask is, half by object and half by region, in [0, 1].
 *
 * An empty mask gives 1 − the map's mean, a full one the mean.
 *
 * @param map - width · height values in [0, 1].
 * @param mask - 0 outside of the object, anything else inside.
 *
 * Fan et al., "Structure-measure: A New Way to Evaluate Foreground Maps", ICCV 2017, with α = 0.5.
 */
export function structureMeasure(map: Float32Array, mask: Uint8Array, size: FrameSize): number {
  let [object, sum] = [0, 0];
  for (let i = 0; i < map.length; i++) {
    if (mask[i] !== 0) object++;
    sum += map[i]!;
  }
  if (object === 0) return 1 - sum / map.length;
  if (object === map.length) return sum / map.length;
  return Math.max(0, 0.5 * byObject(map, mask, object) + 0.5 * byRegion(map, mask, size, object));
}

/** 2 m / (m² + 1 + s) with mean m and standard deviation s: of the object, and of the ground turned over. */
function byObject(map: Float32Array, mask: Uint8Array, object: number): number {
  const share = object / map.length;
  const part = (inside: boolean, count: number) => {
    let sum = 0;
    for (let i = 0; i < map.length; i++) {
      if ((mask[i] !== 0) === inside) sum += inside ? map[i]! : 1 - map[i]!;
    }
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < map.length; i++) {
      if ((mask[i] !== 0) === inside) squares += ((inside ? map[i]! : 1 - map[i]!) - mean) ** 2;
    }
    const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
    return (2 * mean) / (mean * mean + 1 + deviation + 1e-20);
  };
  return share * part(true, object) + (1 - share) * part(false, map.length - object);
}

/** Similarity of the four blocks that meet in the object's centroid, weighted by their areas. */
function byRegion(map: Float32Array, mask: Uint8Array, { width, height }: FrameSize, object: number): number {
  let [sumX, sumY] = [0, 0];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    sumX += i % width;
    sumY += Math.floor(i / width);
  }
  const [x, y] = [halfEven(sumX / object) + 1, halfEven(sumY / object) + 1];
  const blocks = [
    [0, 0, x, y],
    [x, 0, width, y],
    [0, y, x, height],
    [x, y, width, height],
  ] as const;
  return blocks.reduce((sum, [left, top, right, bottom]) => {
    const area = (right - left) * (bottom - top);
    return sum + (area / map.length) * similarity(map, mask, width, left, top, right, bottom);
  }, 0);
}

/** 4 m_x m_y s_xy / ((m_x² + m_y²) (s_x² + s_y²)) over a block. */
function similarity(
  map: Float32Array,
  mask: Uint8Array,
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number {
  const count = (right - left) * (bottom - top);
  if (count < 2) return 0;
  let [sumX, sumY] = [0, 0];
  for (let row = top; row < bottom; row++) {
    for (let i = row * width + left; i < row * width + right; i++) {
      sumX += map[i]!;
      if (mask[i] !== 0) sumY++;
    }
  }
  const [x, y] = [sumX / count, sumY / count];
  let [xx, yy, xy] = [0, 0, 0];
  for (let row = top; row < bottom; row++) {
    for (let i = row * width + left; i < row * width + right; i++) {
      const a = map[i]! - x;
      const b = (mask[i] !== 0 ? 1 : 0) - y;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
  }
  const above = (4 * x * y * xy) / (count - 1);
  const below = ((x * x + y * y) * (xx + yy)) / (count - 1);
  if (above !== 0) return above / (below + 1e-20);
  return below === 0 ? 1 : 0;
}
