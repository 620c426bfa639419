// Pixels in CIELAB, fixed point, by table. superpixels/lab-tables.ts writes the tables and tells how they are made.

const CONTRIBUTIONS: usize = 256 * 16;
const RESPONSES: usize = 4096 * 8;
// The tables have a fixed address, so that it is part of the instructions that read them.
const TABLES = memory.data(3 * 256 * 16 + 3 * 4096 * 8, 16);

/** Address of the tables: 3 · 256 · 4 float32, then 3 · 4096 · 4 int16. */
export function labTables(): usize {
  return TABLES;
}

/**
 * Writes L and a of every pixel to `la` and b beside the column's term to `bx`, pairs of int16, so that one dot product
 * of differences gives half of a squared distance; and R, G and B to three planes of bytes, `planeBytes` apart. Rows of
 * the output are `stride` pixels apart, a multiple of 4. The 4 bytes behind the last pixel are read but not used.
 *
 * A channel value selects its share of (X, Y, Z); the bits of their sums, cut to 3 of exponent and 9 of mantissa, select
 * what X, Y and Z add to (L, a, b). The tables take the place of 3 powers and 3 cube roots a pixel.
 */
export function rgbToLab(rgb: usize, rgbStride: i32, width: i32, height: i32, columns: usize, la: usize, bx: usize, planes: usize, planeBytes: i32, stride: i32): void {
  for (let y = 0; y < height; y++) {
    let p = rgb + y * rgbStride;
    let out = y * stride;
    let column = columns;
    const end = out + width;
    for (; out + 4 <= end; out += 4) {
      fourPixels(p, p + 3, p + 6, p + 9, out, column, la, bx, planes, planeBytes);
      column += 16;
      p += 12;
    }
    // Beyond the last column, the last pixel is repeated.
    const last = rgb + y * rgbStride + 3 * (width - 1);
    if (out < end) fourPixels(p, min(p + 3, last), min(p + 6, last), last, out, column, la, bx, planes, planeBytes);
  }
}

@inline
function fourPixels(p0: usize, p1: usize, p2: usize, p3: usize, out: usize, column: usize, la: usize, bx: usize, planes: usize, planeBytes: i32): void {
  const p01 = pair(rows(p0), rows(p1)), p23 = pair(rows(p2), rows(p3));
  v128.store(la + (out << 2), v128.shuffle<i32>(p01, p23, 0, 2, 4, 6));
  v128.store(bx + (out << 2), v128.or(v128.shuffle<i32>(p01, p23, 1, 3, 5, 7), v128.load(column)));
  const pixels = v128.load(p0);
  const split = v128.shuffle<i8>(pixels, pixels, 0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 0, 0, 0, 0);
  v128.store_lane<i32>(planes + out, split, 0);
  v128.store_lane<i32>(planes + planeBytes + out, split, 1);
  v128.store_lane<i32>(planes + 2 * planeBytes + out, split, 2);
}

/** Computes the byte offsets of the rows that X, Y and Z of the pixel at `p` select. */
@inline
function rows(p: usize): v128 {
  const sum = f32x4.add(
    f32x4.add(
      v128.load((<usize>load<u8>(p)) << 4, TABLES),
      v128.load((<usize>load<u8>(p, 1)) << 4, TABLES + CONTRIBUTIONS),
    ),
    v128.load((<usize>load<u8>(p, 2)) << 4, TABLES + 2 * CONTRIBUTIONS),
  );
  return v128.and(i32x4.shr_u(sum, 11), i32x4.splat(0x7ff8));
}

/** Looks up (L, a, b, 0) of two pixels. */
@inline
function pair(k0: v128, k1: v128): v128 {
  const x = v128.load_lane<i64>(i32x4.extract_lane(k1, 0), v128.load_zero<i64>(i32x4.extract_lane(k0, 0), TABLES + 3 * CONTRIBUTIONS), 1, TABLES + 3 * CONTRIBUTIONS);
  const y = v128.load_lane<i64>(i32x4.extract_lane(k1, 1), v128.load_zero<i64>(i32x4.extract_lane(k0, 1), TABLES + 3 * CONTRIBUTIONS + RESPONSES), 1, TABLES + 3 * CONTRIBUTIONS + RESPONSES);
  const z = v128.load_lane<i64>(i32x4.extract_lane(k1, 2), v128.load_zero<i64>(i32x4.extract_lane(k0, 2), TABLES + 3 * CONTRIBUTIONS + 2 * RESPONSES), 1, TABLES + 3 * CONTRIBUTIONS + 2 * RESPONSES);
  return i16x8.add(i16x8.add(x, y), z);
}
