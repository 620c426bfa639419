// Maps carried along a flow of half their size, and what is made of flows. Planes are f32, row-major, without padding.

/**
 * Computes out(x) = map(x + flow(x)); beyond the border the nearest pixel counts. `flowWidth` is width / 2, rounded
 * down.
 */
export function warpMap(map: usize, width: i32, height: i32, u: usize, v: usize, flowWidth: i32, flowHeight: i32, out: usize): void {
  warpRows(map, width, height, u, v, flowWidth, flowHeight, out, 0, 0, false);
}

/** Computes out(x) = share · own(x) + (1 − share) · map(x + flow(x)); `own` may be `out`. */
export function warpAndBlend(
  map: usize, width: i32, height: i32, u: usize, v: usize, flowWidth: i32, flowHeight: i32, own: usize, share: f32, out: usize,
): void {
  warpRows(map, width, height, u, v, flowWidth, flowHeight, out, own, share, true);
}

// The four pixels under one flow vector share their fraction: three rows of the map give all of them.
@inline
function warpRows(
  map: usize, width: i32, height: i32, u: usize, v: usize, flowWidth: i32, flowHeight: i32, out: usize, own: usize, share: f32, blend: bool,
): void {
  const rowBytes = width << 2;
  const mine = f32x4.splat(share), theirs = f32x4.splat(1 - share);
  const zero = f32x4.splat(0), two = f32x4.splat(2), right = f32x4.splat(<f32>(width - 4)), bottom = f32x4.splat(<f32>(height - 3));
  for (let y = 0; y < height; y += 2) {
    const flowRow = min(y >> 1, flowHeight - 1) * flowWidth;
    const lower = y + 1 < height;
    let x = 0;
    if (lower) {
      // Four vectors at a time, as long as all of what they point at is in the map.
      for (; x + 8 <= width; x += 8) {
        const at = (flowRow + (x >> 1)) << 2;
        const sx = f32x4.add(f32x4.add(f32x4.splat(<f32>x), f32x4(0, 2, 4, 6)), f32x4.mul(two, v128.load(u + at)));
        const sy = f32x4.add(f32x4.splat(<f32>y), f32x4.mul(two, v128.load(v + at)));
        const left = f32x4.floor(sx), top = f32x4.floor(sy);
        const inside = v128.and(
          v128.and(f32x4.ge(left, zero), f32x4.le(left, right)),
          v128.and(f32x4.ge(top, zero), f32x4.le(top, bottom)),
        );
        const first = y * rowBytes + (x << 2), second = first + rowBytes;
        if (i32x4.all_true(inside)) {
          const offsets = i32x4.shl(
            i32x4.add(i32x4.mul(i32x4.trunc_sat_f32x4_s(top), i32x4.splat(width)), i32x4.trunc_sat_f32x4_s(left)),
            2,
          );
          const fx = f32x4.sub(sx, left), fy = f32x4.sub(sy, top);
          const a = blockAt(map + i32x4.extract_lane(offsets, 0), rowBytes, v128.shuffle<i32>(fx, fx, 0, 0, 0, 0), v128.shuffle<i32>(fy, fy, 0, 0, 0, 0));
          const b = blockAt(map + i32x4.extract_lane(offsets, 1), rowBytes, v128.shuffle<i32>(fx, fx, 1, 1, 1, 1), v128.shuffle<i32>(fy, fy, 1, 1, 1, 1));
          const c = blockAt(map + i32x4.extract_lane(offsets, 2), rowBytes, v128.shuffle<i32>(fx, fx, 2, 2, 2, 2), v128.shuffle<i32>(fy, fy, 2, 2, 2, 2));
          const d = blockAt(map + i32x4.extract_lane(offsets, 3), rowBytes, v128.shuffle<i32>(fx, fx, 3, 3, 3, 3), v128.shuffle<i32>(fy, fy, 3, 3, 3, 3));
          storeFour(out + first, own + first, v128.shuffle<i64>(a, b, 0, 2), mine, theirs, blend);
          storeFour(out + first + 16, own + first + 16, v128.shuffle<i64>(c, d, 0, 2), mine, theirs, blend);
          storeFour(out + second, own + second, v128.shuffle<i64>(a, b, 1, 3), mine, theirs, blend);
          storeFour(out + second + 16, own + second + 16, v128.shuffle<i64>(c, d, 1, 3), mine, theirs, blend);
        } else {
          for (let i = 0; i < 8; i += 2) {
            const block = clampedBlock(map, width, height, x + i, y, load<f32>(u + at + (i << 1)), load<f32>(v + at + (i << 1)));
            storeTwo(out + first + (i << 2), own + first + (i << 2), block, mine, theirs, blend);
            storeTwo(out + second + (i << 2), own + second + (i << 2), v128.shuffle<i64>(block, block, 1, 0), mine, theirs, blend);
          }
        }
      }
    }
    for (; x < width; x += 2) {
      const at = (flowRow + min(x >> 1, flowWidth - 1)) << 2;
      const block = clampedBlock(map, width, height, x, y, load<f32>(u + at), load<f32>(v + at));
      const first = y * rowBytes + (x << 2), second = first + rowBytes;
      if (x + 1 < width) {
        storeTwo(out + first, own + first, block, mine, theirs, blend);
        if (lower) storeTwo(out + second, own + second, v128.shuffle<i64>(block, block, 1, 0), mine, theirs, blend);
      } else {
        storeOne(out + first, own + first, f32x4.extract_lane(block, 0), share, blend);
        if (lower) storeOne(out + second, own + second, f32x4.extract_lane(block, 2), share, blend);
      }
    }
  }
}

/**
 * Gives the map at the four pixels of a vector: both of the upper row, then of the lower one. `p` is the pixel up left.
 */
@inline
function blockAt(p: usize, rowBytes: i32, fx: v128, fy: v128): v128 {
  return block(v128.load(p), v128.load(p + rowBytes), v128.load(p + 2 * rowBytes), fx, fy);
}

/** Gives the same values as `blockAt` where pixels may lie beyond the border. */
function clampedBlock(map: usize, width: i32, height: i32, x: i32, y: i32, u: f32, v: f32): v128 {
  const sx: f32 = <f32>x + 2 * u, sy: f32 = <f32>y + 2 * v;
  const left = floor(sx), top = floor(sy);
  const x0 = <i32>left, y0 = <i32>top;
  return block(
    clampedRow(map, width, height, x0, y0),
    clampedRow(map, width, height, x0, y0 + 1),
    clampedRow(map, width, height, x0, y0 + 2),
    f32x4.splat(sx - left),
    f32x4.splat(sy - top),
  );
}

@inline
function block(r0: v128, r1: v128, r2: v128, fx: v128, fy: v128): v128 {
  const a = between(r0, r1, fy), b = between(r1, r2, fy);
  return between(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 1, 2, 5, 6), fx);
}

@inline
function between(a: v128, b: v128, f: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f));
}

@inline
function storeFour(out: usize, own: usize, values: v128, mine: v128, theirs: v128, blend: bool): void {
  v128.store(out, blend ? f32x4.add(f32x4.mul(mine, v128.load(own)), f32x4.mul(theirs, values)) : values);
}

/** Stores the lower two values. */
@inline
function storeTwo(out: usize, own: usize, values: v128, mine: v128, theirs: v128, blend: bool): void {
  v128.store64_lane(out, blend ? f32x4.add(f32x4.mul(mine, v128.load64_zero(own)), f32x4.mul(theirs, values)) : values, 0);
}

@inline
function storeOne(out: usize, own: usize, value: f32, share: f32, blend: bool): void {
  store<f32>(out, blend ? share * load<f32>(own) + (1 - share) * value : value);
}

function clampedRow(map: usize, width: i32, height: i32, x: i32, y: i32): v128 {
  const row = map + ((max(0, min(y, height - 1)) * width) << 2), last = width - 1;
  return f32x4(
    load<f32>(row + (max(0, min(x, last)) << 2)),
    load<f32>(row + (max(0, min(x + 1, last)) << 2)),
    load<f32>(row + (max(0, min(x + 2, last)) << 2)),
    0,
  );
}

/** Turns a flow b from t + 1 to t into f(x) = −b(x − b(x)), from t to t + 1. The outputs are other planes. */
export function invertFlow(u: usize, v: usize, width: i32, height: i32, outU: usize, outV: usize): void {
  const right = f32x4.splat(<f32>(width - 1)), bottom = f32x4.splat(<f32>(height - 1)), zero = f32x4.splat(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 4) {
      // The last four of a row overlap those before them.
      const from = max(0, min(x, width - 4));
      const at = (y * width + from) << 2;
      const xs = f32x4.add(f32x4.splat(<f32>from), f32x4(0, 1, 2, 3));
      const sx = f32x4.max(zero, f32x4.min(right, f32x4.sub(xs, v128.load(u + at))));
      const sy = f32x4.max(zero, f32x4.min(bottom, f32x4.sub(f32x4.splat(<f32>y), v128.load(v + at))));
      const left = f32x4.min(f32x4.floor(sx), f32x4.sub(right, f32x4.splat(1))), top = f32x4.min(f32x4.floor(sy), f32x4.sub(bottom, f32x4.splat(1)));
      const fx = f32x4.sub(sx, left), fy = f32x4.sub(sy, top);
      const p = i32x4.shl(i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(top, f32x4.splat(<f32>width)), left)), 2);
      v128.store(outU + at, f32x4.neg(gather(u, width << 2, p, fx, fy)));
      v128.store(outV + at, f32x4.neg(gather(v, width << 2, p, fx, fy)));
    }
  }
}

/** Loads bilinear values at four places: byte offsets of their upper left pixels, and their fractions. */
@inline
function gather(plane: usize, rowBytes: i32, p: v128, fx: v128, fy: v128): v128 {
  const p0 = plane + i32x4.extract_lane(p, 0), p1 = plane + i32x4.extract_lane(p, 1);
  const p2 = plane + i32x4.extract_lane(p, 2), p3 = plane + i32x4.extract_lane(p, 3);
  const a01 = v128.load64_lane(p1, v128.load64_zero(p0), 1), a23 = v128.load64_lane(p3, v128.load64_zero(p2), 1);
  const b01 = v128.load64_lane(p1 + rowBytes, v128.load64_zero(p0 + rowBytes), 1);
  const b23 = v128.load64_lane(p3 + rowBytes, v128.load64_zero(p2 + rowBytes), 1);
  const top = between(v128.shuffle<i32>(a01, a23, 0, 2, 4, 6), v128.shuffle<i32>(a01, a23, 1, 3, 5, 7), fx);
  const bottom = between(v128.shuffle<i32>(b01, b23, 0, 2, 4, 6), v128.shuffle<i32>(b01, b23, 1, 3, 5, 7), fx);
  return between(top, bottom, fy);
}

/** Computes out = share · own + (1 − share) · other; `out` may be either. */
export function blend(own: usize, share: f32, other: usize, count: i32, out: usize): void {
  const end = <usize>count << 2, mine = f32x4.splat(share), theirs = f32x4.splat(1 - share);
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    v128.store(out + i, f32x4.add(f32x4.mul(mine, v128.load(own + i)), f32x4.mul(theirs, v128.load(other + i))));
  }
  for (; i < end; i += 4) store<f32>(out + i, share * load<f32>(own + i) + (1 - share) * load<f32>(other + i));
}
