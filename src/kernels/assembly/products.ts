// Matrix products of small networks: pixels of 16-bit integers times weights of as many bits, summed in 32 bits.
//
// A product is told by eight int32: the addresses of its weights, of its scales and of its biases, its blocks of eight
// outputs, the runs of numbers that an output sees, the bytes of a run (a multiple of 16), whether what is negative
// becomes 0, and nothing. A 1×1 convolution has one run, the channels of a pixel; a 3×3 one has three, the channels of
// three pixels. For each block there are, for each two numbers that it sees, eight pairs of weights (32 bytes).

/** Added to a float of less than 2²² in magnitude, rounds it to the nearest integer, which are then its lowest bits. */
const MAGIC: f32 = 12582912;
const MAGIC_BITS: i32 = 0x4b400000;
/** The largest number that floats are scaled to. */
const LARGEST: f32 = 32767;
/** What is smaller counts as 0. */
const LEAST: f32 = 1e-30;

/**
 * Writes all outputs of four pixels: sum · scale · the scale of the output + bias. Returns the largest in each lane, at
 * least 0.
 *
 * @param src - the first run of the first pixel.
 * @param pixelBytes - from pixel to pixel.
 * @param rowBytes - from run to run.
 * @param scale - what 1 stands for in the numbers.
 * @param dst - four pixels of float32, one behind the other, each of all blocks.
 */
export function product4(src: usize, pixelBytes: i32, rowBytes: i32, product: usize, scale: f32, dst: usize): v128 {
  let w: usize = load<i32>(product), scales: usize = load<i32>(product, 4), biases: usize = load<i32>(product, 8);
  const blocks = load<i32>(product, 12), runs = load<i32>(product, 16), runBytes = load<i32>(product, 20);
  const floor = f32x4.splat(load<i32>(product, 24) ? <f32>0 : -Infinity);
  const unit = f32x4.splat(scale);
  const outBytes = blocks << 5;
  let most = f32x4.splat(0);
  for (let block = 0; block < blocks; block++) {
    let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    let row = src;
    for (let run = 0; run < runs; run++) {
      let p0 = row, p1 = row + pixelBytes, p2 = p1 + pixelBytes, p3 = p2 + pixelBytes;
      const end = row + runBytes;
      do {
        let v = v128.load(w), u = v128.load(w, 16);
        let x = v128.load32_splat(p0);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, v));
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p1);
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, v));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p2);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, v));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p3);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(x, v));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(x, u));
        v = v128.load(w, 32), u = v128.load(w, 48);
        x = v128.load32_splat(p0, 4);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, v));
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p1, 4);
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, v));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p2, 4);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, v));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p3, 4);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(x, v));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(x, u));
        v = v128.load(w, 64), u = v128.load(w, 80);
        x = v128.load32_splat(p0, 8);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, v));
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p1, 8);
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, v));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p2, 8);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, v));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p3, 8);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(x, v));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(x, u));
        v = v128.load(w, 96), u = v128.load(w, 112);
        x = v128.load32_splat(p0, 12);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, v));
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p1, 12);
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, v));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p2, 12);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, v));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(x, u));
        x = v128.load32_splat(p3, 12);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(x, v));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(x, u));
        p0 += 16;
        p1 += 16;
        p2 += 16;
        p3 += 16;
        w += 128;
      } while (p0 < end);
      row += rowBytes;
    }
    const sa = f32x4.mul(unit, v128.load(scales)), sb = f32x4.mul(unit, v128.load(scales, 16));
    const ca = v128.load(biases), cb = v128.load(biases, 16);
    const d0 = dst + (block << 5), d1 = d0 + outBytes, d2 = d1 + outBytes, d3 = d2 + outBytes;
    let y = finish(a0, sa, ca, floor);
    most = f32x4.max(most, y);
    v128.store(d0, y);
    y = finish(b0, sb, cb, floor);
    most = f32x4.max(most, y);
    v128.store(d0, y, 16);
    y = finish(a1, sa, ca, floor);
    most = f32x4.max(most, y);
    v128.store(d1, y);
    y = finish(b1, sb, cb, floor);
    most = f32x4.max(most, y);
    v128.store(d1, y, 16);
    y = finish(a2, sa, ca, floor);
    most = f32x4.max(most, y);
    v128.store(d2, y);
    y = finish(b2, sb, cb, floor);
    most = f32x4.max(most, y);
    v128.store(d2, y, 16);
    y = finish(a3, sa, ca, floor);
    most = f32x4.max(most, y);
    v128.store(d3, y);
    y = finish(b3, sb, cb, floor);
    most = f32x4.max(most, y);
    v128.store(d3, y, 16);
    scales += 32;
    biases += 32;
  }
  return most;
}

@inline
function finish(sum: v128, scale: v128, bias: v128, floor: v128): v128 {
  return f32x4.max(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), scale), bias), floor);
}

/** The largest magnitude in each lane of `bytes`, a multiple of 32. */
export function magnitudes(src: usize, bytes: i32): v128 {
  let a = f32x4.splat(0), b = a;
  for (const end = src + bytes; src < end; src += 32) {
    a = f32x4.max(a, f32x4.abs(v128.load(src)));
    b = f32x4.max(b, f32x4.abs(v128.load(src, 16)));
  }
  return f32x4.max(a, b);
}

/** The largest of four. */
@inline
export function largestOf(lanes: v128): f32 {
  const two = f32x4.max(lanes, v128.shuffle<i32>(lanes, lanes, 2, 3, 0, 1));
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

/** Numbers that a float becomes for each 1 when the largest is `largest`. */
export function shareOf(largest: f32): f32 {
  return largest < LEAST ? 0 : LARGEST / largest;
}

/** What 1 stands for when the largest number is `largest`. */
export function unitOf(largest: f32): f32 {
  return largest < LEAST ? 0 : largest / LARGEST;
}

/** Turns `bytes` of float32, a multiple of 32, into half as many of 16-bit integers: x · share. */
export function toIntegers(src: usize, bytes: i32, share: f32, dst: usize): void {
  const factor = f32x4.splat(share), magic = f32x4.splat(MAGIC), bits = i32x4.splat(MAGIC_BITS);
  for (const end = src + bytes; src < end; src += 32) {
    const low = i32x4.sub(f32x4.add(f32x4.mul(v128.load(src), factor), magic), bits);
    const high = i32x4.sub(f32x4.add(f32x4.mul(v128.load(src, 16), factor), magic), bits);
    v128.store(dst, i16x8.narrow_i32x4_s(low, high));
    dst += 16;
  }
}
