// 3×3 convolutions over all channels, and what makes pictures ready for them: 16-bit integers with a margin of one pixel
// of zeros around, all channels of a pixel together; an address is that of the pixel at the left, inside the margin.
// Products and their scales as in products.ts.

import { largestOf, magnitudes, product4, shareOf, toIntegers, unitOf } from './products';

/** Numbers that the first layer sees of each pixel: three rows of three pixels of three colors, and five zeros. */
const SEEN = 32;

/**
 * The first layer: 3×3, two pixels apart, of an rgb24 picture; c stands for the color (2 c − 255) / 255.
 *
 * @param width - and `height`, of `out`: half of the picture's, `width` a multiple of 4.
 * @param largest - the largest number that the layer can give.
 * @param scratch - clobbered, 12 · width + 64 · 4 + 32 bytes and those of four pixels of float32.
 * @param out - 16-bit integers, `largest` being 32767.
 */
export function stem(rgb: usize, width: i32, height: i32, product: usize, largest: f32, scratch: usize, out: usize, outRowBytes: i32): void {
  const pixel = load<i32>(product, 12) << 4, rgbRow = 6 * width, line = 12 * width + 32;
  // Three rows of colors, each behind a pixel of zeros; what four pixels see; their results.
  const seen = scratch + 3 * line, results = seen + 4 * 2 * SEEN;
  memory.fill(scratch, 0, 3 * line);
  memory.fill(seen, 0, 4 * 2 * SEEN);
  const share = shareOf(largest);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < 3; i++) {
      const row = 2 * y + i - 1;
      if (row >= 0) widenColors(rgb + row * rgbRow, rgbRow, scratch + i * line + 6);
    }
    for (let x = 0; x < width; x += 4) {
      for (let i = 0; i < 4; i++) {
        // Nine numbers a row.
        const from = scratch + 12 * (x + i), to = seen + i * 2 * SEEN;
        v128.store(to, v128.load(from));
        store<i16>(to, load<i16>(from, 16), 16);
        v128.store(to, v128.load(from + line), 18);
        store<i16>(to, load<i16>(from + line, 16), 34);
        v128.store(to, v128.load(from + 2 * line), 36);
        store<i16>(to, load<i16>(from + 2 * line, 16), 52);
      }
      product4(seen, 2 * SEEN, 0, product, 1.0 / 255, results);
      toIntegers(results, pixel << 3, share, out + y * outRowBytes + x * pixel);
    }
  }
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

/** Turns a picture of float32 with a margin of two pixels into 16-bit integers. Returns what 1 stands for. */
export function quantize(src: usize, rowBytes: i32, width: i32, height: i32, channels: i32, out: usize, outRowBytes: i32): f32 {
  const bytes = width * channels << 2;
  let most = f32x4.splat(0);
  for (let y = 0; y < height; y++) most = f32x4.max(most, magnitudes(src + y * rowBytes, bytes));
  const largest = largestOf(most);
  const share = shareOf(largest);
  for (let y = 0; y < height; y++) toIntegers(src + y * rowBytes, bytes, share, out + y * outRowBytes);
  return unitOf(largest);
}

/**
 * 3×3 of all channels, `stride` pixels apart, 1 or 2.
 *
 * @param width - and `height`, of `out`.
 * @param scale - what 1 stands for in `src`.
 * @param scratch - clobbered, four pixels of float32.
 * @param out - float32.
 */
export function dense3(
  src: usize, rowBytes: i32, channels: i32, stride: i32, width: i32, height: i32, product: usize, scale: f32, scratch: usize, out: usize, outRowBytes: i32,
): void {
  const pixel = channels << 1, outPixel = load<i32>(product, 12) << 5;
  for (let y = 0; y < height; y++) {
    const row = src + (stride * y - 1) * rowBytes - pixel, to = out + y * outRowBytes;
    for (let x = 0; x < width; x += 4) {
      const whole = x + 4 <= width;
      product4(row + stride * x * pixel, stride * pixel, rowBytes, product, scale, whole ? to + x * outPixel : scratch);
      if (!whole) memory.copy(to + x * outPixel, scratch, (width - x) * outPixel);
    }
  }
}
