// The parts of a network that are a depthwise convolution and the products behind it, some rows at a time, so that what
// lies between stays in the fastest memory. Pictures as in depthwise.ts, products as in products.ts.

import { depthwise3, depthwise5 } from './depthwise';
import { largestOf, magnitudes, product4, shareOf, toTile, unitOf } from './products';

/**
 * out = src + narrow(widen(depthwise(src))): a residual block.
 *
 * @param size - of the depthwise window, 3 or 5.
 * @param rows - how many are worked on together.
 * @param scratch - clobbered; `blockScratchBytes` of it.
 */
export function residualBlock(
  src: usize, rowBytes: i32, width: i32, height: i32, channels: i32, size: i32, weights: usize, widen: usize, narrow: usize, rows: i32, scratch: usize, out: usize,
): void {
  const pixel = channels << 2, line = width * pixel, wide = load<i32>(widen, 12) << 5;
  const narrowed = scratch + (width * rows + 4) * pixel, hidden = narrowed + (width * rows + 4) * pixel;
  const integers = hidden + (wide << 2), wideIntegers = integers + (pixel << 1);
  for (let y = 0; y < height; y += rows) {
    const end = min(y + rows, height);
    for (let row = y; row < end; row++) {
      const from = src + row * rowBytes, to = scratch + (row - y) * line;
      if (size == 5) depthwise5(from, rowBytes, channels, weights, width, to);
      else depthwise3(from, rowBytes, channels, 1, weights, width, to);
    }
    const pixels = (end - y) * width;
    memory.fill(scratch + pixels * pixel, 0, ((-pixels) & 3) * pixel);
    for (let at = 0; at < pixels; at += 4) {
      const four = scratch + at * pixel;
      let largest = largestOf(magnitudes(four, pixel << 2));
      toTile(four, pixel, shareOf(largest), integers);
      const most = product4(integers, widen, unitOf(largest), hidden);
      largest = largestOf(most);
      toTile(hidden, wide, shareOf(largest), wideIntegers);
      product4(wideIntegers, narrow, unitOf(largest), narrowed + at * pixel);
    }
    for (let row = y; row < end; row++) add(src + row * rowBytes, narrowed + (row - y) * line, line, out + row * rowBytes);
  }
}

function add(a: usize, b: usize, bytes: i32, out: usize): void {
  for (let i = 0; i < bytes; i += 16) v128.store(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
}

/**
 * out = product(depthwise(src)), where the depthwise window is 3×3 and moves by two pixels.
 *
 * @param width - and `height`, of `out`.
 * @param scratch - clobbered; `blockScratchBytes` of it.
 */
export function halvingBlock(
  src: usize, rowBytes: i32, width: i32, height: i32, channels: i32, weights: usize, product: usize, rows: i32, scratch: usize, out: usize, outRowBytes: i32,
): void {
  const pixel = channels << 2, outPixel = load<i32>(product, 12) << 5;
  const products = scratch + (width * rows + 4) * pixel, integers = products + (width * rows + 4) * outPixel;
  for (let y = 0; y < height; y += rows) {
    const end = min(y + rows, height);
    for (let row = y; row < end; row++) {
      depthwise3(src + 2 * row * rowBytes, rowBytes, channels, 2, weights, width, scratch + (row - y) * width * pixel);
    }
    const pixels = (end - y) * width;
    memory.fill(scratch + pixels * pixel, 0, ((-pixels) & 3) * pixel);
    for (let at = 0; at < pixels; at += 4) fourPixels(scratch + at * pixel, pixel, product, integers, products + at * outPixel);
    for (let row = y; row < end; row++) {
      memory.copy(out + row * outRowBytes, products + (row - y) * width * outPixel, width * outPixel);
    }
  }
}

/**
 * Writes a 1×1 convolution without a margin: `width` pixels a row, one row behind the other, and at most three pixels
 * more behind the last.
 *
 * @param scratch - clobbered, 8 bytes a channel.
 */
export function project(src: usize, rowBytes: i32, width: i32, height: i32, channels: i32, product: usize, scratch: usize, out: usize): void {
  const pixel = channels << 2, outPixel = load<i32>(product, 12) << 5;
  for (let y = 0; y < height; y++) {
    // Behind the end of a row are the four zero pixels of two margins.
    const row = src + y * rowBytes, to = out + y * width * outPixel;
    for (let x = 0; x < width; x += 4) fourPixels(row + x * pixel, pixel, product, scratch, to + x * outPixel);
  }
}

@inline
function fourPixels(src: usize, pixel: i32, product: usize, integers: usize, out: usize): void {
  const largest = largestOf(magnitudes(src, pixel << 2));
  toTile(src, pixel, shareOf(largest), integers);
  product4(integers, product, unitOf(largest), out);
}
