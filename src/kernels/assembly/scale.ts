// A picture at another size by area averaging, in integers: exact, whatever the sizes.
//
// Both pictures are laid over each other on a grid of `width · outWidth` by `height · outHeight` cells, on which a pixel
// of the input is outWidth × outHeight cells and one of the output width × height. What they share of each other is a
// whole number of cells.

/**
 * Writes the mean R, G and B, a byte each, of the area that every pixel of an rgb24 or RGBA picture of
 * outWidth × outHeight covers in the input; halves are rounded up.
 *
 * @param channels - bytes of a pixel of the input, 3 or 4; the fourth is left out.
 * @param columns - as many uint32 as a row of the input has bytes, rounded up to 16, and 4 more; clobbered.
 * The 15 bytes behind the last one of the input are read but not used.
 */
export function averageAreas(pixels: usize, channels: i32, width: i32, height: i32, columns: usize, out: usize, outWidth: i32, outHeight: i32): void {
  const rowBytes = width * channels;
  const area = <f64>width * <f64>height;
  for (let y = 0; y < outHeight; y++) {
    sumColumns(pixels, rowBytes, y * height, height, outHeight, columns);
    let x0 = 0;
    for (let x = 0; x < outWidth; x++) {
      sumRow(columns, channels, x0, width, outWidth, area, out);
      x0 += width;
      out += 3;
    }
  }
}

/** Sums each byte of the rows that cover the cells [y0, y0 + height) of the grid, weighted by their share of them. */
@inline
function sumColumns(pixels: usize, rowBytes: i32, y0: i32, height: i32, outHeight: i32, columns: usize): void {
  const first = y0 / outHeight, last = (y0 + height - 1) / outHeight;
  const firstWeight = min((first + 1) * outHeight - y0, height), lastWeight = y0 + height - last * outHeight;
  for (let i = 0; i < rowBytes; i += 16) {
    let p = pixels + first * rowBytes + i;
    let weight = i16x8.splat(<i16>firstWeight);
    let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let row = first; row <= last; row++) {
      if (row > first) weight = i16x8.splat(<i16>(row < last ? outHeight : lastWeight));
      const bytes = v128.load(p);
      const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
      s0 = i32x4.add(s0, i32x4.extmul_low_i16x8_u(low, weight));
      s1 = i32x4.add(s1, i32x4.extmul_high_i16x8_u(low, weight));
      s2 = i32x4.add(s2, i32x4.extmul_low_i16x8_u(high, weight));
      s3 = i32x4.add(s3, i32x4.extmul_high_i16x8_u(high, weight));
      p += rowBytes;
    }
    const sums = columns + (i << 2);
    v128.store(sums, s0);
    v128.store(sums, s1, 16);
    v128.store(sums, s2, 32);
    v128.store(sums, s3, 48);
  }
}

/** Sums the columns that cover the cells [x0, x0 + width) of the grid in the same way, and writes the mean. */
@inline
function sumRow(columns: usize, channels: i32, x0: i32, width: i32, outWidth: i32, area: f64, out: usize): void {
  const first = x0 / outWidth, last = (x0 + width - 1) / outWidth;
  const step = channels << 2;
  let p = columns + first * step;
  let weight = i32x4.splat(min((first + 1) * outWidth - x0, width));
  let rg = i64x2.extmul_low_i32x4_u(v128.load(p), weight), b = i64x2.extmul_high_i32x4_u(v128.load(p), weight);
  if (last > first) {
    weight = i32x4.splat(outWidth);
    for (let column = first + 1; column < last; column++) {
      p += step;
      rg = i64x2.add(rg, i64x2.extmul_low_i32x4_u(v128.load(p), weight));
      b = i64x2.add(b, i64x2.extmul_high_i32x4_u(v128.load(p), weight));
    }
    p += step;
    weight = i32x4.splat(x0 + width - last * outWidth);
    rg = i64x2.add(rg, i64x2.extmul_low_i32x4_u(v128.load(p), weight));
    b = i64x2.add(b, i64x2.extmul_high_i32x4_u(v128.load(p), weight));
  }
  store<u8>(out, mean(i64x2.extract_lane(rg, 0), area));
  store<u8>(out, mean(i64x2.extract_lane(rg, 1), area), 1);
  store<u8>(out, mean(i64x2.extract_lane(b, 0), area), 2);
}

/** Gives the quotient of two integers below 2⁴⁰, rounded: doubles hold it exactly enough, since it is at most 255. */
@inline
function mean(sum: i64, area: f64): u8 {
  return <u8>((<f64>sum + 0.5 * area) / area);
}
