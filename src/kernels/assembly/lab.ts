// Pixels in CIELAB, fixed point, by table. superpixels/lab-tables.ts writes the tables and tells how they are made.

const CONTRIBUTIONS: usize = 256 * 16;
const RESPONSES: usize = 3104 * 8;
// The float bits of 1/64, the least value looked up, as a byte offset into a table of 8-byte rows.
const FIRST: usize = 0x3c800000 >>> 11;

/**
 * Writes L and a of every pixel to `la` and b beside the column's term to `bx`, pairs of int16, so that one dot product
 * of differences gives half of a squared distance. Rows of the output are `stride` pixels apart, a multiple of 4.
 *
 * A channel value selects its share of (X, Y, Z); the bits of their sums, cut to 9 of mantissa, select what X, Y
 * and Z add to (L, a, b). The tables take the place of 3 powers and 3 cube roots a pixel.
 */
export function rgbToLab(rgb: usize, rgbStride: i32, width: i32, height: i32, tables: usize, columns: usize, la: usize, bx: usize, stride: i32): void {
  const whole = width & ~3;
  for (let y = 0; y < height; y++) {
    let p = rgb + y * rgbStride;
    let out = (y * stride) << 2;
    let x = 0;
    for (; x < whole; x += 4) {
      const k0 = rows(p, tables), k1 = rows(p + 3, tables), k2 = rows(p + 6, tables), k3 = rows(p + 9, tables);
      write(pair(k0, k1, tables), pair(k2, k3, tables), columns + (x << 2), la + out, bx + out);
      p += 12;
      out += 16;
    }
    if (x < width) {
      const k0 = rows(p, tables);
      const k1 = x + 1 < width ? rows(p + 3, tables) : k0;
      const k2 = x + 2 < width ? rows(p + 6, tables) : k0;
      write(pair(k0, k1, tables), pair(k2, k2, tables), columns + (x << 2), la + out, bx + out);
    }
  }
}

/** Byte offsets of the rows that X, Y and Z of the pixel at `p` select. */
@inline
function rows(p: usize, tables: usize): v128 {
  const sum = f32x4.add(
    f32x4.add(
      v128.load(tables + ((<usize>load<u8>(p)) << 4)),
      v128.load(tables + ((<usize>load<u8>(p, 1)) << 4), CONTRIBUTIONS),
    ),
    v128.load(tables + ((<usize>load<u8>(p, 2)) << 4), 2 * CONTRIBUTIONS),
  );
  return v128.and(i32x4.shr_u(sum, 11), i32x4.splat(~7));
}

/** (L, a, b, 0) of two pixels. */
@inline
function pair(k0: v128, k1: v128, tables: usize): v128 {
  const base = tables - FIRST;
  const x = v128.load_lane<i64>(
    base + i32x4.extract_lane(k1, 0), v128.load_zero<i64>(base + i32x4.extract_lane(k0, 0), 3 * CONTRIBUTIONS), 1, 3 * CONTRIBUTIONS,
  );
  const y = v128.load_lane<i64>(
    base + i32x4.extract_lane(k1, 1), v128.load_zero<i64>(base + i32x4.extract_lane(k0, 1), 3 * CONTRIBUTIONS + RESPONSES), 1, 3 * CONTRIBUTIONS + RESPONSES,
  );
  const z = v128.load_lane<i64>(
    base + i32x4.extract_lane(k1, 2), v128.load_zero<i64>(base + i32x4.extract_lane(k0, 2), 3 * CONTRIBUTIONS + 2 * RESPONSES), 1, 3 * CONTRIBUTIONS + 2 * RESPONSES,
  );
  return i16x8.add(i16x8.add(x, y), z);
}

@inline
function write(p01: v128, p23: v128, column: usize, la: usize, bx: usize): void {
  v128.store(la, v128.shuffle<i32>(p01, p23, 0, 2, 4, 6));
  v128.store(bx, v128.or(v128.shuffle<i32>(p01, p23, 1, 3, 5, 7), v128.load(column)));
}
