// Matrix products of small networks: pixels of 16-bit integers times weights of as many bits, summed in 32 bits.
//
// A product is told by eight int32: the addresses of its weights, of its scales and of its biases, its blocks of eight
// outputs, eight times the numbers that an output sees, an even count, whether what is negative becomes 0, as
// float32 the largest output where all numbers are within ±1, and nothing.
// For each block there are, for each two numbers that it sees, eight pairs of weights (32 bytes).

/** Added to a float of less than 2²² in magnitude, rounds it to the nearest integer, which are then its lowest bits. */
const MAGIC: f32 = 12582912;
const MAGIC_BITS: i32 = 0x4b400000;
/** The largest number that floats are scaled to. */
const LARGEST: f32 = 32767;
/** Numbers that are smaller count as 0. */
const LEAST: f32 = 1e-30;

/**
 * Writes all outputs of four pixels: sum · scale · the scale of the output + bias. Returns the largest in each lane, at
 * least 0.
 *
 * @param tile - for each two numbers that an output sees, those of the four pixels, 16 bytes.
 * @param scale - what 1 stands for in the numbers.
 * @param dst - four pixels of float32, one behind the other, each of all blocks.
 */
export function product4(tile: usize, product: usize, scale: f32, dst: usize): v128 {
  let w: usize = load<i32>(product), scales: usize = load<i32>(product, 4), biases: usize = load<i32>(product, 8);
  const blocks = load<i32>(product, 12), end = tile + load<i32>(product, 16);
  const floor = f32x4.splat(load<i32>(product, 20) ? <f32>0 : -Infinity);
  const unit = f32x4.splat(scale);
  const outBytes = blocks << 5;
  let most = f32x4.splat(0);
  for (let block = 0; block < blocks; block++) {
    let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    // Not unrolled: the compiler would load everything first, and run out of registers.
    let p = tile;
    do {
      const v = v128.load(w), u = v128.load(w, 16);
      let x = v128.load32_splat(p);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, v));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x, u));
      x = v128.load32_splat(p, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, v));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x, u));
      x = v128.load32_splat(p, 8);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, v));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(x, u));
      x = v128.load32_splat(p, 12);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(x, v));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(x, u));
      p += 16;
      w += 32;
    } while (p < end);
    const sa = f32x4.mul(unit, v128.load(scales)), sb = f32x4.mul(unit, v128.load(scales, 16));
    const ca = v128.load(biases), cb = v128.load(biases, 16);
    const d0 = dst + (block << 5), d1 = d0 + outBytes, d2 = d1 + outBytes, d3 = d2 + outBytes;
    let y = finish(a0, sa, ca, floor);
    most = f32x4.pmax(most, y);
    v128.store(d0, y);
    y = finish(b0, sb, cb, floor);
    most = f32x4.pmax(most, y);
    v128.store(d0, y, 16);
    y = finish(a1, sa, ca, floor);
    most = f32x4.pmax(most, y);
    v128.store(d1, y);
    y = finish(b1, sb, cb, floor);
    most = f32x4.pmax(most, y);
    v128.store(d1, y, 16);
    y = finish(a2, sa, ca, floor);
    most = f32x4.pmax(most, y);
    v128.store(d2, y);
    y = finish(b2, sb, cb, floor);
    most = f32x4.pmax(most, y);
    v128.store(d2, y, 16);
    y = finish(a3, sa, ca, floor);
    most = f32x4.pmax(most, y);
    v128.store(d3, y);
    y = finish(b3, sb, cb, floor);
    most = f32x4.pmax(most, y);
    v128.store(d3, y, 16);
    scales += 32;
    biases += 32;
  }
  return most;
}

@inline
function finish(sum: v128, scale: v128, bias: v128, floor: v128): v128 {
  return f32x4.pmax(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), scale), bias), floor);
}

/** The largest magnitude in each lane of `bytes`, a multiple of 32. */
export function magnitudes(src: usize, bytes: i32): v128 {
  let a = f32x4.splat(0), b = a;
  for (const end = src + bytes; src < end; src += 32) {
    a = f32x4.pmax(a, f32x4.abs(v128.load(src)));
    b = f32x4.pmax(b, f32x4.abs(v128.load(src, 16)));
  }
  return f32x4.pmax(a, b);
}

/** The largest of four. */
@inline
export function largestOf(lanes: v128): f32 {
  const two = f32x4.pmax(lanes, v128.shuffle<i32>(lanes, lanes, 2, 3, 0, 1));
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

/** Numbers that a float becomes for each 1 when the largest is `largest`. */
export function shareOf(largest: f32): f32 {
  return largest < LEAST ? 0 : LARGEST / largest;
}

/** The number that 1 stands for when the largest number is `largest`. */
export function unitOf(largest: f32): f32 {
  return largest < LEAST ? 0 : largest / LARGEST;
}

/** Turns `bytes` of float32, a multiple of 32, into half as many of 16-bit integers: x · share. */
export function toIntegers(src: usize, bytes: i32, share: f32, dst: usize): void {
  const factor = f32x4.splat(share);
  for (const end = src + bytes; src < end; src += 32) {
    v128.store(dst, eight(src, factor));
    dst += 16;
  }
}

/** Turns four pixels of float32, `pixelBytes` each, a multiple of 32, into a tile for a product: x · share. */
export function toTile(src: usize, pixelBytes: i32, share: f32, dst: usize): void {
  const factor = f32x4.splat(share);
  for (const end = src + pixelBytes; src < end; src += 32) {
    let p = src;
    const x0 = eight(p, factor), x1 = eight((p += pixelBytes), factor);
    storeTile(dst, x0, x1, eight((p += pixelBytes), factor), eight((p += pixelBytes), factor));
    dst += 64;
  }
}

/** Copies `bytes` of 16-bit integers, a multiple of 16, of each of four pixels into a tile. */
export function copyTile(src: usize, pixelBytes: i32, bytes: i32, dst: usize): void {
  for (const end = src + bytes; src < end; src += 16) {
    let p = src;
    const x0 = v128.load(p), x1 = v128.load((p += pixelBytes));
    storeTile(dst, x0, x1, v128.load((p += pixelBytes)), v128.load((p += pixelBytes)));
    dst += 64;
  }
}

@inline
function eight(src: usize, factor: v128): v128 {
  const magic = f32x4.splat(MAGIC), bits = i32x4.splat(MAGIC_BITS);
  const low = i32x4.sub(f32x4.add(f32x4.mul(v128.load(src), factor), magic), bits);
  const high = i32x4.sub(f32x4.add(f32x4.mul(v128.load(src, 16), factor), magic), bits);
  return i16x8.narrow_i32x4_s(low, high);
}

/** Stores the first pairs of four vectors, then the second ones, and so on. */
@inline
export function storeTile(dst: usize, x0: v128, x1: v128, x2: v128, x3: v128): void {
  const a = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), b = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), d = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(dst, v128.shuffle<i64>(a, b, 1, 3), 16);
  v128.store(dst, v128.shuffle<i64>(c, d, 0, 2), 32);
  v128.store(dst, v128.shuffle<i64>(c, d, 1, 3), 48);
}
