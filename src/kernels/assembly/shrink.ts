// Colors of a picture, block by block.

/** Writes the mean R, G and B, a byte each, of every other row of each whole block of 8 × 8 pixels, row by row. */
export function shrinkRgb(rgb: usize, rgbStride: i32, columns: i32, rows: i32, out: usize): void {
  const ones = i16x8.splat(1);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let p = rgb + row * 8 * rgbStride + column * 24;
      let rg = i16x8.splat(0), b = rg;
      for (let y = 0; y < 8; y += 2) {
        // Eight pixels are 24 bytes: the second load has the last eight of them in its upper half.
        const low = v128.load(p), high = v128.load(p, 8);
        rg = i16x8.add(rg, i16x8.extadd_pairwise_i8x16_u(v128.shuffle<i8>(low, high, 0, 3, 6, 9, 12, 15, 26, 29, 1, 4, 7, 10, 13, 24, 27, 30)));
        b = i16x8.add(b, i16x8.extend_low_i8x16_u(v128.shuffle<i8>(low, high, 2, 5, 8, 11, 14, 25, 28, 31, 0, 0, 0, 0, 0, 0, 0, 0)));
        p += 2 * rgbStride;
      }
      const rgPairs = i32x4.dot_i16x8_s(rg, ones), bPairs = i32x4.dot_i16x8_s(b, ones);
      store<u8>(out, <u8>((i32x4.extract_lane(rgPairs, 0) + i32x4.extract_lane(rgPairs, 1) + 16) >> 5));
      store<u8>(out, <u8>((i32x4.extract_lane(rgPairs, 2) + i32x4.extract_lane(rgPairs, 3) + 16) >> 5), 1);
      store<u8>(out, <u8>((i32x4.extract_lane(bPairs, 0) + i32x4.extract_lane(bPairs, 1) + i32x4.extract_lane(bPairs, 2) + i32x4.extract_lane(bPairs, 3) + 16) >> 5), 2);
      out += 3;
    }
  }
}
