import type { FrameSize } from '../core/frame.js';

/** For each pixel, how far the nearest pixel of the object is, and which one that is. */
export interface NearestObject {
  /** Euclidean distance in pixels; 0 inside of the object. */
  readonly distance: Float32Array;
  /** Index of the nearest pixel of the object. */
  readonly index: Int32Array;
}

/**
 * Finds for each pixel the nearest pixel of an object, exactly: columns first, then the lower envelope of parabolas along
 * the rows. The mask must not be empty.
 *
 * Felzenszwalb, Huttenlocher, "Distance Transforms of Sampled Functions", Theory of Computing 2012.
 */
export function nearestObject(mask: Uint8Array, { width, height }: FrameSize): NearestObject {
  const rows = nearestInColumns(mask, width, height);
  const distance = new Float32Array(mask.length);
  const index = new Int32Array(mask.length);
  const vertex = new Int32Array(width);
  const from = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    let top = -1;
    for (let x = 0; x < width; x++) {
      const row = rows[start + x]!;
      if (row < 0) continue;
      const own = (row - y) ** 2 + x * x;
      let meets = Number.NEGATIVE_INFINITY;
      while (top >= 0) {
        const other = vertex[top]!;
        meets = (own - ((rows[start + other]! - y) ** 2 + other * other)) / (2 * (x - other));
        if (meets > from[top]!) break;
        top--;
      }
      if (top < 0) meets = Number.NEGATIVE_INFINITY;
      top++;
      vertex[top] = x;
      from[top] = meets;
      from[top + 1] = Number.POSITIVE_INFINITY;
    }
    let part = 0;
    for (let x = 0; x < width; x++) {
      while (from[part + 1]! < x) part++;
      const column = vertex[part]!;
      const row = rows[start + column]!;
      distance[start + x] = Math.sqrt((x - column) ** 2 + (y - row) ** 2);
      index[start + x] = row * width + column;
    }
  }
  return { distance, index };
}

/** The row of the nearest pixel of the object in the same column; −1 where the column has none. */
function nearestInColumns(mask: Uint8Array, width: number, height: number): Int32Array {
  const rows = new Int32Array(mask.length).fill(-1);
  for (let x = 0; x < width; x++) {
    let last = -1;
    for (let y = 0; y < height; y++) {
      if (mask[y * width + x] !== 0) last = y;
      rows[y * width + x] = last;
    }
    let next = -1;
    for (let y = height - 1; y >= 0; y--) {
      if (mask[y * width + x] !== 0) next = y;
      const above = rows[y * width + x]!;
      if (next >= 0 && (above < 0 || next - y < y - above)) rows[y * width + x] = next;
    }
  }
  return rows;
}
