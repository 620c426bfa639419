// Pyramids of gray pictures and their gradients, as optical flow reads them.
//
// Images are int16 in 32nds of a gray level, gradients int16 in 64ths of a level a pixel; both stand in a margin of
// MARGIN replicated pixels, addressed from their first inner pixel, rows `stride` pixels apart.

const MARGIN: i32 = 16;

/** Computes the mean luma of every 2 × 2 block of an RGB picture; an odd last row or column is left out. */
export function halfGray(rgb: usize, rgbStride: i32, width: i32, height: i32, out: usize, stride: i32): void {
  const weights = i16x8(77, 150, 29, 77, 150, 29, 0, 0);
  const whole = width & ~3;
  for (let y = 0; y < height; y++) {
    let p = rgb + 2 * y * rgbStride;
    const q = out + ((y * stride) << 1);
    let x = 0;
    for (; x < whole; x += 4) {
      const d0 = blockLuma(p, rgbStride, weights), d1 = blockLuma(p + 6, rgbStride, weights);
      const d2 = blockLuma(p + 12, rgbStride, weights), d3 = lastBlockLuma(p + 18, rgbStride);
      // Three lanes of each hold its sum.
      const s01 = i32x4.add(v128.shuffle<i32>(d0, d1, 0, 4, 0, 4), v128.shuffle<i32>(d0, d1, 1, 5, 1, 5));
      const s23 = i32x4.add(v128.shuffle<i32>(d2, d3, 0, 4, 0, 4), v128.shuffle<i32>(d2, d3, 1, 5, 1, 5));
      const t = v128.shuffle<i32>(v128.shuffle<i32>(d0, d1, 2, 6, 2, 6), v128.shuffle<i32>(d2, d3, 2, 6, 2, 6), 0, 1, 4, 5);
      const sum = i32x4.add(v128.shuffle<i32>(s01, s23, 0, 1, 4, 5), t);
      const levels = i32x4.shr_u(i32x4.add(sum, i32x4.splat(16)), 5);
      v128.store64_lane(q + (x << 1), i16x8.narrow_i32x4_s(levels, levels), 0);
      p += 24;
    }
    for (; x < width; x++) {
      const d = lastBlockLuma(p, rgbStride);
      const sum = i32x4.extract_lane(d, 0) + i32x4.extract_lane(d, 1) + i32x4.extract_lane(d, 2);
      store<i16>(q + (x << 1), <i16>((sum + 16) >> 5));
      p += 6;
    }
  }
}

/** Computes three partial sums of 256 · luma over 2 × 2 pixels. Reads two bytes beyond them. */
@inline
function blockLuma(p: usize, rgbStride: i32, weights: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.add(v128.load_ext<u8>(p), v128.load_ext<u8>(p + rgbStride)), weights);
}

/** Gives the sums of blockLuma without reading beyond: the six bytes are the last ones of the eight that are loaded. */
@inline
function lastBlockLuma(p: usize, rgbStride: i32): v128 {
  const d = i32x4.dot_i16x8_s(
    i16x8.add(v128.load_ext<u8>(p - 2), v128.load_ext<u8>(p + rgbStride - 2)),
    i16x8(0, 0, 77, 150, 29, 77, 150, 29),
  );
  return v128.shuffle<i32>(d, d, 1, 2, 3, 0);
}

/** Computes the mean of every 2 × 2 block; `width` and `height` are those of the result. Its margin is clobbered. */
export function halve(src: usize, srcStride: i32, dst: usize, stride: i32, width: i32, height: i32): void {
  const ones = i16x8.splat(1), two = i32x4.splat(2);
  for (let y = 0; y < height; y++) {
    let p = src + ((2 * y * srcStride) << 1);
    const below = srcStride << 1;
    let q = dst + ((y * stride) << 1);
    for (let x = 0; x < width; x += 8) {
      const left = i32x4.dot_i16x8_s(i16x8.add(v128.load(p), v128.load(p + below)), ones);
      const right = i32x4.dot_i16x8_s(i16x8.add(v128.load(p, 16), v128.load(p + below, 16)), ones);
      v128.store(q, i16x8.narrow_i32x4_s(i32x4.shr_u(i32x4.add(left, two), 2), i32x4.shr_u(i32x4.add(right, two), 2)));
      p += 32;
      q += 16;
    }
  }
}

/** Fills the margin with the nearest pixels. */
export function replicateMargin(image: usize, width: i32, height: i32, stride: i32): void {
  const bytes = stride << 1;
  for (let y = 0; y < height; y++) {
    const row = image + y * bytes;
    const first = i16x8.splat(load<i16>(row)), last = i16x8.splat(load<i16>(row + (width << 1) - 2));
    v128.store(row - 32, first);
    v128.store(row - 16, first);
    v128.store(row + (width << 1), last);
    v128.store(row + (width << 1), last, 16);
  }
  const top = image - 2 * MARGIN, bottom = top + (height - 1) * bytes, length = (width + 2 * MARGIN) << 1;
  for (let i = 1; i <= MARGIN; i++) {
    memory.copy(top - i * bytes, top, length);
    memory.copy(bottom + i * bytes, bottom, length);
  }
}

/** Computes the Sobel derivatives, laid out as the image; their margins are clobbered, not filled. */
export function gradients(image: usize, width: i32, height: i32, stride: i32, gx: usize, gy: usize): void {
  const bytes = stride << 1;
  for (let y = 0; y < height; y++) {
    const row = image + y * bytes;
    for (let x = 0; x < width; x += 8) {
      const p = row + (x << 1);
      const nw = v128.load(p - bytes - 2), n = v128.load(p - bytes), ne = v128.load(p - bytes + 2);
      const w = v128.load(p - 2), e = v128.load(p + 2);
      const sw = v128.load(p + bytes - 2), s = v128.load(p + bytes), se = v128.load(p + bytes + 2);
      const diagonal = i16x8.sub(se, nw), anti = i16x8.sub(ne, sw);
      const dx = i16x8.add(i16x8.add(diagonal, anti), i16x8.shl(i16x8.sub(e, w), 1));
      const dy = i16x8.add(i16x8.sub(diagonal, anti), i16x8.shl(i16x8.sub(s, n), 1));
      const at = y * bytes + (x << 1);
      v128.store(gx + at, i16x8.shr_s(dx, 2));
      v128.store(gy + at, i16x8.shr_s(dy, 2));
    }
  }
}
