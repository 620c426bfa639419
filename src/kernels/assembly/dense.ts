// 3×3 convolutions over all channels, and what makes pictures ready for them: 16-bit integers with a margin of one pixel
// of zeros around, all channels of a pixel together; an address is that of the pixel at the left, inside the margin.
// Products and their scales as in products.ts.

import { copyTile, largestOf, magnitudes, product4, shareOf, storeTile, toIntegers, unitOf } from './products';

/** Pairs of numbers that the first layer sees of a row: three pixels of three colors, and one more, of weight 0. */
const PAIRS = 5;

/**
 * The first layer: 3×3, two pixels apart, of an rgb24 picture; c stands for the color (2 c − 255) / 255.
 *
 * @param width - and `height`, of `out`: half of the picture's, `width` a multiple of 4.
 * @param scratch - clobbered, 3 · (12 · width + 32) + 240 bytes and those of four pixels of float32.
 * @param out - 16-bit integers; at `unit` is written what 1 stands for, a float32.
 */
export function stem(rgb: usize, width: i32, height: i32, product: usize, scratch: usize, out: usize, outRowBytes: i32, unit: usize): void {
  const pixel = load<i32>(product, 12) << 4, rgbRow = 6 * width, line = 12 * width + 32;
  // Three rows of colors, each behind a pixel of zeros; row r is the one of r modulo 3.
  const tile = scratch + 3 * line, results = tile + 48 * PAIRS;
  memory.fill(scratch, 0, 3 * line);
  const largest = load<f32>(product, 24), share = shareOf(largest);
  store<f32>(unit, unitOf(largest));
  for (let y = 0; y < height; y++) {
    const first = scratch + ((2 * y + 2) % 3) * line, second = scratch + (2 * y % 3) * line, third = scratch + ((2 * y + 1) % 3) * line;
    widenColors(rgb + 2 * y * rgbRow, rgbRow, second + 6);
    widenColors(rgb + (2 * y + 1) * rgbRow, rgbRow, third + 6);
    for (let x = 0; x < width; x += 4) {
      const at = 12 * x;
      seenTile(first + at, tile);
      seenTile(second + at, tile + 16 * PAIRS);
      seenTile(third + at, tile + 32 * PAIRS);
      product4(tile, product, 1.0 / 255, results);
      toIntegers(results, pixel << 3, share, out + y * outRowBytes + x * pixel);
    }
  }
}

/** The part of a row that four results see, 12 bytes apart. */
@inline
function seenTile(src: usize, dst: usize): void {
  storeTile(dst, v128.load(src), v128.load(src, 12), v128.load(src, 24), v128.load(src, 36));
  let last = v128.load32_zero(src, 16);
  last = v128.load32_lane(src, last, 1, 28);
  last = v128.load32_lane(src, last, 2, 40);
  v128.store(dst, v128.load32_lane(src, last, 3, 52), 64);
}

/** 2 c − 255 of `count` bytes, at least 16 of them. */
function widenColors(src: usize, count: i32, dst: usize): void {
  const middle = i16x8.splat(255);
  for (let i = 0; i < count; i += 16) {
    // The last vector may begin within the one before.
    const at = min(i, count - 16);
    const bytes = v128.load(src + at);
    v128.store(dst + 2 * at, i16x8.sub(i16x8.shl(i16x8.extend_low_i8x16_u(bytes), 1), middle));
    v128.store(dst + 2 * at, i16x8.sub(i16x8.shl(i16x8.extend_high_i8x16_u(bytes), 1), middle), 16);
  }
}

/** Turns a picture of float32 with a margin of two pixels into 16-bit integers. At `unit` is written what 1 stands for. */
export function quantize(src: usize, rowBytes: i32, width: i32, height: i32, channels: i32, out: usize, outRowBytes: i32, unit: usize): void {
  const bytes = width * channels << 2;
  let most = f32x4.splat(0);
  for (let y = 0; y < height; y++) most = f32x4.pmax(most, magnitudes(src + y * rowBytes, bytes));
  const largest = largestOf(most);
  const share = shareOf(largest);
  for (let y = 0; y < height; y++) toIntegers(src + y * rowBytes, bytes, share, out + y * outRowBytes);
  store<f32>(unit, unitOf(largest));
}

/**
 * 3×3 of all channels, `stride` pixels apart, 1 or 2.
 *
 * @param width - and `height`, of `out`.
 * @param unit - address of what 1 stands for in `src`, a float32.
 * @param scratch - clobbered: four pixels of float32, and 72 bytes a channel of `src`.
 * @param out - float32.
 */
export function dense3(
  src: usize, rowBytes: i32, channels: i32, stride: i32, width: i32, height: i32, product: usize, unit: usize, scratch: usize, out: usize, outRowBytes: i32,
): void {
  const pixel = channels << 1, outPixel = load<i32>(product, 12) << 5, tile = scratch + (outPixel << 2);
  for (let y = 0; y < height; y++) {
    const row = src + (stride * y - 1) * rowBytes - pixel, to = out + y * outRowBytes;
    for (let x = 0; x < width; x += 4) {
      const whole = x + 4 <= width;
      let from = row + stride * x * pixel, part = tile;
      for (let i = 0; i < 3; i++) {
        copyTile(from, stride * pixel, 3 * pixel, part);
        from += rowBytes;
        part += 12 * pixel;
      }
      product4(tile, product, load<f32>(unit), whole ? to + x * outPixel : scratch);
      if (!whole) memory.copy(to + x * outPixel, scratch, (width - x) * outPixel);
    }
  }
}
