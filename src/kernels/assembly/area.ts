// Scaling of pictures and maps to another size: smaller by the mean of the area that each pixel covers, larger between
// pixel centers.
//
// A table of shares says for each pixel of the result along one side: the first pixel that it sees, how many, and the
// float32 share of each, `most` of them (unused ones 0): 8 + 4 · most bytes.

/**
 * Scales an rgb24 picture, rounding to the nearest.
 *
 * @param columns - table of shares along a row, `width` entries of `columnMost` shares; `rows` likewise.
 * @param line - clobbered, 12 bytes a column of the source.
 */
export function scaleRgb(
  rgb: usize, srcWidth: i32, columns: usize, columnMost: i32, width: i32, rows: usize, rowMost: i32, height: i32, line: usize, out: usize,
): void {
  const values = 3 * srcWidth;
  for (let y = 0; y < height; y++) {
    memory.fill(line, 0, values << 2);
    const first = load<i32>(rows), count = load<i32>(rows, 4);
    for (let i = 0; i < count; i++) {
      const share = v128.load32_splat(rows + 8 + (i << 2));
      const row = rgb + (first + i) * values;
      let k = 0;
      for (; k + 4 <= values; k += 4) {
        const four = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(row + k))));
        v128.store(line + (k << 2), f32x4.add(v128.load(line + (k << 2)), f32x4.mul(share, four)));
      }
      for (; k < values; k++) store<f32>(line + (k << 2), load<f32>(line + (k << 2)) + f32x4.extract_lane(share, 0) * <f32>load<u8>(row + k));
    }
    rows += 8 + (rowMost << 2);
    let table = columns;
    for (let x = 0; x < width; x++) {
      let p = line + 12 * load<i32>(table);
      const end = table + 8 + (load<i32>(table, 4) << 2);
      let sum = f32x4.splat(0.5);
      for (let t = table + 8; t < end; t += 4) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(t), v128.load(p)));
        p += 12;
      }
      store<u8>(out, <u8>f32x4.extract_lane(sum, 0));
      store<u8>(out, <u8>f32x4.extract_lane(sum, 1), 1);
      store<u8>(out, <u8>f32x4.extract_lane(sum, 2), 2);
      out += 3;
      table += 8 + (columnMost << 2);
    }
  }
}

/** Scales a map of float32; as scaleRgb. @param line - clobbered, 4 bytes a column of the source. */
export function scaleMap(
  map: usize, srcWidth: i32, columns: usize, columnMost: i32, width: i32, rows: usize, rowMost: i32, height: i32, line: usize, out: usize,
): void {
  for (let y = 0; y < height; y++) {
    memory.fill(line, 0, srcWidth << 2);
    const first = load<i32>(rows), count = load<i32>(rows, 4);
    for (let i = 0; i < count; i++) {
      const share = load<f32>(rows + 8 + (i << 2)), shares = f32x4.splat(share);
      const row = map + ((first + i) * srcWidth << 2);
      let k = 0;
      for (; k + 4 <= srcWidth; k += 4) {
        v128.store(line + (k << 2), f32x4.add(v128.load(line + (k << 2)), f32x4.mul(shares, v128.load(row + (k << 2)))));
      }
      for (; k < srcWidth; k++) store<f32>(line + (k << 2), load<f32>(line + (k << 2)) + share * load<f32>(row + (k << 2)));
    }
    rows += 8 + (rowMost << 2);
    let table = columns;
    for (let x = 0; x < width; x++) {
      let p = line + (load<i32>(table) << 2);
      const end = table + 8 + (load<i32>(table, 4) << 2);
      let sum: f32 = 0;
      for (let t = table + 8; t < end; t += 4) {
        sum += load<f32>(t) * load<f32>(p);
        p += 4;
      }
      store<f32>(out, sum);
      out += 4;
      table += 8 + (columnMost << 2);
    }
  }
}
