import type { FrameSize } from '../core/frame.js';

/**
 * Brings a map to another size, bilinear between the middles of pixels, the border going on as it ends. The same array
 * where the size is the same.
 *
 * @param map - from.width · from.height values.
 */
export function resizeMap(map: Float32Array, from: FrameSize, to: FrameSize): Float32Array {
  if (from.width === to.width && from.height === to.height) return map;
  const [columns, rows] = [positions(from.width, to.width), positions(from.height, to.height)];
  const out = new Float32Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const [top, bottom] = [rows.first[y]! * from.width, rows.second[y]! * from.width];
    const down = rows.share[y]!;
    for (let x = 0; x < to.width; x++) {
      const [left, right, over] = [columns.first[x]!, columns.second[x]!, columns.share[x]!];
      const above = map[top + left]! * (1 - over) + map[top + right]! * over;
      const below = map[bottom + left]! * (1 - over) + map[bottom + right]! * over;
      out[y * to.width + x] = above * (1 - down) + below * down;
    }
  }
  return out;
}

/**
 * Halves a map: each pixel is the mean of the area that it covers. Sides of an odd length lose half a pixel.
 *
 * @param map - width · height values.
 */
export function halveMap(map: Float32Array, { width, height }: FrameSize): { data: Float32Array } & FrameSize {
  const [half, low] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const along = areaMean(map, width, half, height, 1, width, half);
  return { width: half, height: low, data: areaMean(along, height, low, half, half, 1, 1) };
}

/** Means along one axis: `count` lines of `from` values, `step` apart, become lines of `to` values. */
function areaMean(
  values: Float32Array,
  from: number,
  to: number,
  count: number,
  step: number,
  line: number,
  outLine: number,
): Float32Array {
  const out = new Float32Array(to * count);
  const length = from / to;
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < to; i++) {
      const [start, end] = [i * length, (i + 1) * length];
      let sum = 0;
      for (let k = Math.floor(start); k < end && k < from; k++) {
        sum += values[n * line + k * step]! * (Math.min(k + 1, end) - Math.max(k, start));
      }
      out[n * outLine + i * step] = sum / length;
    }
  }
  return out;
}

function positions(from: number, to: number) {
  const first = new Int32Array(to);
  const second = new Int32Array(to);
  const share = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    first[i] = Math.floor(at);
    second[i] = Math.min(from - 1, first[i]! + 1);
    share[i] = at - first[i]!;
  }
  return { first, second, share };
}
