// Where eyes rest, as logits: motion raises them. And whether there is anything to see.

/**
 * Adds weight · s / (s + half), s being the length of a vector of a flow of half the map's size, to the four pixels under
 * it. Where the map is odd, its last row or column takes the vector beside it.
 */
export function addSpeed(map: usize, width: i32, height: i32, u: usize, v: usize, flowWidth: i32, flowHeight: i32, weight: f32, half: f32): void {
  for (let y = 0; y < height; y++) {
    const row = <usize>(min(y >> 1, flowHeight - 1) * flowWidth) << 2;
    for (let x = 0; x < width; x++) {
      const at = row + (<usize>min(x >> 1, flowWidth - 1) << 2);
      const a = load<f32>(u + at), b = load<f32>(v + at);
      const speed: f32 = sqrt(a * a + b * b);
      store<f32>(map, load<f32>(map) + weight * speed / (speed + half));
      map += 4;
    }
  }
}

/** The mean of `count` numbers. */
export function mean(map: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += load<f32>(map + (<usize>i << 2));
  return <f32>(sum / count);
}

/** The share of `count` vectors that are longer than `limit`. */
export function shareFaster(u: usize, v: usize, count: i32, limit: f32): f32 {
  let faster = 0;
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const a = load<f32>(u + i), b = load<f32>(v + i);
    if (a * a + b * b > limit * limit) faster++;
  }
  return count > 0 ? <f32>faster / <f32>count : 0;
}

/**
 * Measures how much a picture varies: the mean over its tiles of the standard deviation of color in each, in levels of 255.
 *
 * @param rgb - rgb24 without padding; both sides are multiples of `tile`.
 */
export function tileSpread(rgb: usize, width: i32, height: i32, tile: i32): f32 {
  let total: f64 = 0;
  const n = <f64>(tile * tile);
  for (let top = 0; top < height; top += tile) {
    for (let left = 0; left < width; left += tile) {
      let r = 0, g = 0, b = 0, squares = 0;
      for (let y = top; y < top + tile; y++) {
        let p = rgb + 3 * (y * width + left);
        for (let x = 0; x < tile; x++, p += 3) {
          const cr = <i32>load<u8>(p), cg = <i32>load<u8>(p, 1), cb = <i32>load<u8>(p, 2);
          r += cr;
          g += cg;
          b += cb;
          squares += cr * cr + cg * cg + cb * cb;
        }
      }
      const mr = <f64>r / n, mg = <f64>g / n, mb = <f64>b / n;
      total += sqrt(max(0, <f64>squares / n - mr * mr - mg * mg - mb * mb));
    }
  }
  return <f32>(total / <f64>((width / tile) * (height / tile)));
}

/**
 * Replaces every value of a map by the mean over a window of 2 · radius + 1 pixels each way, cut off at the border.
 *
 * @param scratch - clobbered, width · (height + 1) floats.
 */
export function boxBlur(map: usize, width: i32, height: i32, radius: i32, scratch: usize): void {
  const rowBytes = <usize>width << 2;
  for (let y: usize = 0; y < <usize>height; y++) {
    const row = map + y * rowBytes, out = scratch + y * rowBytes;
    let sum: f32 = 0;
    for (let x = 0; x < min(radius, width); x++) sum += load<f32>(row + (<usize>x << 2));
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += load<f32>(row + (<usize>(x + radius) << 2));
      if (x > radius) sum -= load<f32>(row + (<usize>(x - radius - 1) << 2));
      store<f32>(out + (<usize>x << 2), sum / <f32>(min(x + radius, width - 1) - max(x - radius, 0) + 1));
    }
  }
  const sums = scratch + <usize>height * rowBytes;
  memory.fill(sums, 0, rowBytes);
  for (let y = 0; y < min(radius, height); y++) addRow(sums, scratch + <usize>y * rowBytes, 1, width);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) addRow(sums, scratch + <usize>(y + radius) * rowBytes, 1, width);
    if (y > radius) addRow(sums, scratch + <usize>(y - radius - 1) * rowBytes, -1, width);
    const share: f32 = 1 / <f32>(min(y + radius, height - 1) - max(y - radius, 0) + 1);
    const out = map + <usize>y * rowBytes;
    // What is left of sums that were added and taken away again may lie a little below 0.
    for (let at: usize = 0; at < rowBytes; at += 4) store<f32>(out + at, max<f32>(0, share * load<f32>(sums + at)));
  }
}

@inline
function addRow(sums: usize, row: usize, sign: f32, width: i32): void {
  const bytes = <usize>width << 2;
  const wide = bytes & ~15;
  for (let at: usize = 0; at < wide; at += 16) {
    v128.store(sums + at, f32x4.add(v128.load(sums + at), f32x4.mul(f32x4.splat(sign), v128.load(row + at))));
  }
  for (let at = wide; at < bytes; at += 4) store<f32>(sums + at, load<f32>(sums + at) + sign * load<f32>(row + at));
}

/** Divides `count` numbers, none below 0, by the largest of them, so that it becomes 1; zeros stay. */
export function scaleToPeak(map: usize, count: i32): void {
  let most: f32 = 0;
  for (let i: usize = 0; i < <usize>count << 2; i += 4) most = max(most, load<f32>(map + i));
  if (most == 0) return;
  const factor: f32 = 1 / most;
  for (let i: usize = 0; i < <usize>count << 2; i += 4) store<f32>(map + i, load<f32>(map + i) * factor);
}
