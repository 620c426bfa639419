// Patches of pictures, compared by their values.

/** Values of a patch: 147, padded with a zero. In bytes. */
const STRIDE: usize = 148 * 4;
/** Bytes that are looked at before a patch is given up, at a time: 20 values; the last part is shorter. */
const CHUNK: usize = 80;

/**
 * Keeps the distances from a patch to those others that are nearest: |own − other| / (unit · (1 + place · the distance of
 * places)), in order, the greatest last.
 *
 * `nearest` holds `held` distances, `most` at most; `itself` is left out, −1 for none. Returns how many are held.
 */
export function nearestPatches(own: usize, x: f32, y: f32, values: usize, xs: usize, ys: usize, count: i32, itself: i32, unit: f32, place: f32, nearest: usize, held: i32, most: i32): i32 {
  const last = nearest + (<usize>(most - 1) << 2);
  for (let j = 0; j < count; j++) {
    if (j == itself) continue;
    const dx = x - load<f32>(xs + (<usize>j << 2)), dy = y - load<f32>(ys + (<usize>j << 2));
    const scale = unit * (1 + place * sqrt<f32>(dx * dx + dy * dy));
    let limit: f32 = f32.MAX_VALUE;
    if (held == most) {
      limit = load<f32>(last) * scale;
      limit *= limit;
    }
    const other = values + <usize>j * STRIDE;
    let square: f32 = 0;
    for (let k: usize = 0; k < STRIDE && square < limit;) {
      const end = min(k + CHUNK, STRIDE);
      let sum = f32x4.splat(0);
      for (; k < end; k += 16) {
        const difference = f32x4.sub(v128.load(own + k), v128.load(other + k));
        sum = f32x4.add(sum, f32x4.mul(difference, difference));
      }
      square += f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
    }
    if (square >= limit) continue;
    const distance = sqrt<f32>(square) / scale;
    let at = held < most ? held++ : most - 1;
    for (; at > 0; at--) {
      const before = load<f32>(nearest + (<usize>(at - 1) << 2));
      if (before <= distance) break;
      store<f32>(nearest + (<usize>at << 2), before);
    }
    store<f32>(nearest + (<usize>at << 2), distance);
  }
  return held;
}
