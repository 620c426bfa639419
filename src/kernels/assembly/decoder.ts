// What brings the coarse pictures of a network back to the size of the fine ones. Pictures as in depthwise.ts.

import { project } from './blocks';

/**
 * out = max(0, low, twice as large, + skip · src): bilinear with pixel centers at half, the border repeated.
 *
 * @param low - without a margin, half as wide and high as `src`.
 * @param width - and `height`, of `src` and `out`.
 * @param channels - of `src`; `low` and `out` have those of the product `skip`.
 * @param scratch - clobbered: 8 bytes for each channel of `src`, 6 · width + 32 floats for each of `out`.
 */
export function merge(
  low: usize, src: usize, rowBytes: i32, width: i32, height: i32, channels: i32, skip: usize, scratch: usize, out: usize, outRowBytes: i32,
): void {
  const pixel = load<i32>(skip, 12) << 5, half = width >> 1, lowRow = half * pixel;
  // A row of `low` between two pixels more that repeat its ends; a row of `skip`.
  const line = scratch + (channels << 3), skipped = line + lowRow + 2 * pixel;
  const most = f32x4.splat(0.75), least = f32x4.splat(0.25), none = f32x4.splat(0);
  for (let y = 0; y < height; y++) {
    const near = low + (y >> 1) * lowRow;
    const far = low + max(0, min((height >> 1) - 1, (y >> 1) + ((y & 1) << 1) - 1)) * lowRow;
    for (let i = 0; i < lowRow; i += 16) {
      v128.store(line + pixel + i, f32x4.add(f32x4.mul(most, v128.load(near + i)), f32x4.mul(least, v128.load(far + i))));
    }
    memory.copy(line, line + pixel, pixel);
    memory.copy(line + pixel + lowRow, line + lowRow, pixel);
    project(src + y * rowBytes, rowBytes, width, 1, channels, skip, scratch, skipped);
    let to = out + y * outRowBytes, from = skipped, p = line;
    for (let x = 0; x < half; x++) {
      for (let i = 0; i < pixel; i += 16) {
        const left = v128.load(p + i), middle = f32x4.mul(most, v128.load(p + pixel + i)), right = v128.load(p + 2 * pixel + i);
        const first = f32x4.add(f32x4.mul(least, left), middle), second = f32x4.add(middle, f32x4.mul(least, right));
        v128.store(to + i, f32x4.pmax(none, f32x4.add(first, v128.load(from + i))));
        v128.store(to + pixel + i, f32x4.pmax(none, f32x4.add(second, v128.load(from + pixel + i))));
      }
      to += 2 * pixel;
      from += 2 * pixel;
      p += pixel;
    }
  }
}

/**
 * Puts the four channels of each pixel side by side: (2y + i, 2x + j) is channel 2 i + j.
 *
 * @param src - pixels of `channels` float32, four of them used, without a margin.
 */
export function unfold(src: usize, width: i32, height: i32, channels: i32, out: usize): void {
  const row = width << 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const four = v128.load(src);
      v128.store64_lane(out + (x << 3), four, 0);
      v128.store64_lane(out + row + (x << 3), four, 1);
      src += channels << 2;
    }
    out += row << 1;
  }
}
