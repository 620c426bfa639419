// Nearest superpixel center of every pixel, and the sums that move the centers, block by block.

const BLOCK = 8;
const MAX_CANDIDATES = 255;
const NOBODY: u8 = 255;
// The scratch memory starts with what one block needs: a splat of (L, a), one of (b, x) and the eight row terms for each
// candidate, and each pixel's candidate. Then, for each block of a row of blocks, the number of candidates and the
// candidates as uint16.
const LA: usize = 0;
const BX: usize = 256 * 16;
const ROWS: usize = 256 * 32;
const CHOICES: usize = ROWS + BLOCK * 256 * 4;
const LISTS: usize = CHOICES + BLOCK * BLOCK;
const LIST = 2 + 2 * MAX_CANDIDATES;

/**
 * Labels every pixel with its nearest center among those within `radius` of its block of 8 × 8: distances are squared,
 * in units of CIELAB, columns and rows weighed as their terms say. Sums up what is labeled with each center.
 *
 * @param planes - R, G and B as bytes, `planeBytes` apart.
 * @param centers - 16 bytes each: (L, a) and (b, x) as pairs of int16, then x and y in pixels as float32.
 * @param rowUnit - the term of one row.
 * @param scratch - 16.5 KiB and 512 bytes for every 8 columns, clobbered.
 * @param labels - uint16, rows `stride` apart; overwritten, as is what the rows are padded with.
 * @param sums - six float64 a center, overwritten: pixels, then the sums of their x, y, R, G, B.
 */
export function assignPixels(la: usize, bx: usize, planes: usize, planeBytes: i32, stride: i32, width: i32, height: i32, centers: usize, count: i32, radius: f32, rowUnit: f32, scratch: usize, labels: usize, sums: usize): void {
  memory.fill(sums, 0, count * 48);
  const columns = (width + BLOCK - 1) / BLOCK;
  for (let top = 0; top < height; top += BLOCK) {
    const rows = min(BLOCK, height - top);
    listCandidates(centers, count, radius, columns, top, scratch + LISTS);
    if (rows < BLOCK) memory.fill(scratch + CHOICES, NOBODY, BLOCK * BLOCK);
    for (let column = 0; column < columns; column++) {
      const list = scratch + LISTS + column * LIST;
      const left = column * BLOCK;
      if (load<u16>(list) == 0) addNearest(centers, count, left, top, list);
      const candidates = <i32>load<u16>(list);
      prepare(centers, list, candidates, top, rows, rowUnit, scratch);
      const at = top * stride + left;
      assignBlock(la + (at << 2), bx + (at << 2), stride, rows, width - left, candidates, list + 2, scratch, labels + (at << 1));
      sumBlock(planes + at, planeBytes, stride, left, top, candidates, list + 2, scratch + CHOICES, sums);
    }
  }
}

/** Enters every center into the lists of the blocks that its window touches. */
@inline
function listCandidates(centers: usize, count: i32, radius: f32, columns: i32, top: i32, lists: usize): void {
  for (let column = 0; column < columns; column++) store<u16>(lists + column * LIST, 0);
  const first = <f32>top - radius, last = <f32>(top + BLOCK - 1) + radius;
  for (let i = 0; i < count; i++) {
    const center = centers + (i << 4);
    const y = load<f32>(center, 12);
    if (y < first || y > last) continue;
    const x = load<f32>(center, 8);
    const left = max(0, <i32>floor<f32>((x - radius) / <f32>BLOCK));
    const right = min(columns - 1, <i32>floor<f32>((x + radius) / <f32>BLOCK));
    for (let column = left; column <= right; column++) {
      const list = lists + column * LIST;
      const n = <usize>load<u16>(list);
      if (n == MAX_CANDIDATES) continue;
      store<u16>(list, <u16>(n + 1));
      store<u16>(list + (n << 1), <u16>i, 2);
    }
  }
}

/** Makes the nearest center the only candidate of a block that no window touches. */
function addNearest(centers: usize, count: i32, left: i32, top: i32, list: usize): void {
  let nearest = 0, least = f32.MAX_VALUE;
  for (let i = 0; i < count; i++) {
    const dx = load<f32>(centers + (i << 4), 8) - <f32>left, dy = load<f32>(centers + (i << 4), 12) - <f32>top;
    const d = dx * dx + dy * dy;
    if (d < least) { least = d; nearest = i; }
  }
  store<u16>(list, 1);
  store<u16>(list, <u16>nearest, 2);
}

@inline
function prepare(centers: usize, list: usize, candidates: i32, top: i32, rows: i32, rowUnit: f32, scratch: usize): void {
  for (let i = 0; i < candidates; i++) {
    const center = centers + ((<usize>load<u16>(list + (i << 1), 2)) << 4);
    v128.store(scratch + (i << 4), v128.load32_splat(center), LA);
    v128.store(scratch + (i << 4), v128.load32_splat(center, 4), BX);
    let d = (load<f32>(center, 12) - <f32>top) * rowUnit;
    for (let row = 0; row < rows; row++) {
      store<i32>(scratch + (((row << 8) + i) << 2), ((<i32>(d * d)) << 8) | i, ROWS);
      d -= rowUnit;
    }
  }
}

@inline
function assignBlock(la: usize, bx: usize, stride: i32, rows: i32, width: i32, candidates: i32, list: usize, scratch: usize, labels: usize): void {
  // Labels of the first 16 candidates, low and high bytes apart, to be picked by swizzle.
  const l0 = v128.load(list), l1 = v128.load(list + 16);
  const low = v128.shuffle<i8>(l0, l1, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const high = v128.shuffle<i8>(l0, l1, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  const end = scratch + (candidates << 4);
  // Columns beyond the picture are nobody's.
  const beyond = i8x16.ge_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7), i8x16.splat(<i8>min(width, BLOCK)));
  for (let row = 0; row < rows; row++) {
    const la0 = v128.load(la), la1 = v128.load(la, 16);
    const bx0 = v128.load(bx), bx1 = v128.load(bx, 16);
    let best0 = i32x4.splat(-1), best1 = i32x4.splat(-1);
    let term = scratch + ROWS + (row << 10);
    for (let candidate = scratch; candidate < end; candidate += 16) {
      const cla = v128.load(candidate, LA), cbx = v128.load(candidate, BX), c = v128.load32_splat(term);
      term += 4;
      // Distance above, candidate in the low byte: the minimum of both is the minimum of the distance.
      best0 = i32x4.min_u(best0, i32x4.add(i32x4.shl(distance(la0, cla, bx0, cbx), 8), c));
      best1 = i32x4.min_u(best1, i32x4.add(i32x4.shl(distance(la1, cla, bx1, cbx), 8), c));
    }
    const mask = i32x4.splat(255);
    const index = i16x8.narrow_i32x4_u(v128.and(best0, mask), v128.and(best1, mask));
    const bytes = i8x16.narrow_i16x8_u(index, index);
    v128.store_lane<i64>(scratch + (row << 3), v128.or(bytes, beyond), 0, CHOICES);
    if (candidates <= 16) {
      v128.store(labels, v128.shuffle<i8>(i8x16.swizzle(low, bytes), i8x16.swizzle(high, bytes), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    } else {
      v128.store(labels, index);
      for (let i: usize = 0; i < 16; i += 2) store<u16>(labels + i, load<u16>(list + ((<usize>load<u16>(labels + i)) << 1)));
    }
    la += stride << 2;
    bx += stride << 2;
    labels += stride << 1;
  }
}

/** Adds what each candidate got of a block to its sums. */
@inline
function sumBlock(plane: usize, planeBytes: i32, stride: i32, left: i32, top: i32, candidates: i32, list: usize, choices: usize, sums: usize): void {
  const c0 = v128.load(choices), c1 = v128.load(choices, 16), c2 = v128.load(choices, 32), c3 = v128.load(choices, 48);
  const columns = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
  const ones = i16x8.splat(1);
  const lefts = f64x2.replace_lane(f64x2.splat(0), 1, <f64>left), tops = f64x2.replace_lane(f64x2.splat(0), 0, <f64>top);
  for (let i = 0; i < candidates; i++) {
    const candidate = i8x16.splat(<i8>i);
    const m0 = i8x16.eq(c0, candidate), m1 = i8x16.eq(c1, candidate), m2 = i8x16.eq(c2, candidate), m3 = i8x16.eq(c3, candidate);
    const minusCounts = i8x16.add(i8x16.add(m0, m1), i8x16.add(m2, m3));
    if (!v128.any_true(minusCounts)) continue;
    const x = i8x16.add(
      i8x16.add(v128.and(m0, columns), v128.and(m1, columns)),
      i8x16.add(v128.and(m2, columns), v128.and(m3, columns)),
    );
    const y = i8x16.add(
      i8x16.add(
        v128.and(m0, i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)),
        v128.and(m1, i8x16(2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3)),
      ),
      i8x16.add(
        v128.and(m2, i8x16(4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5)),
        v128.and(m3, i8x16(6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7)),
      ),
    );
    const nx = fold(i32x4.dot_i16x8_s(i16x8.extadd_pairwise_i8x16_u(i8x16.neg(minusCounts)), ones), i32x4.dot_i16x8_s(i16x8.extadd_pairwise_i8x16_u(x), ones));
    const yr = fold(i32x4.dot_i16x8_s(i16x8.extadd_pairwise_i8x16_u(y), ones), i32x4.dot_i16x8_s(sumPlane(plane, stride, m0, m1, m2, m3), ones));
    const gb = fold(
      i32x4.dot_i16x8_s(sumPlane(plane + planeBytes, stride, m0, m1, m2, m3), ones),
      i32x4.dot_i16x8_s(sumPlane(plane + 2 * planeBytes, stride, m0, m1, m2, m3), ones),
    );
    const nxyr = fold(nx, yr);
    const n = f64x2.convert_low_i32x4_s(nxyr);
    const count = f64x2.splat(f64x2.extract_lane(n, 0));
    const sum = sums + (<usize>load<u16>(list + (i << 1))) * 48;
    accumulate(sum, f64x2.add(n, f64x2.mul(count, lefts)));
    accumulate(sum + 16, f64x2.add(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(nxyr, nxyr, 2, 3, 2, 3)), f64x2.mul(count, tops)));
    accumulate(sum + 32, f64x2.convert_low_i32x4_s(fold(gb, gb)));
  }
}

/** Computes the column sums of the masked bytes of a block of a plane. */
@inline
function sumPlane(plane: usize, stride: i32, m0: v128, m1: v128, m2: v128, m3: v128): v128 {
  const two = stride << 1;
  return i16x8.add(
    i16x8.add(
      i16x8.extadd_pairwise_i8x16_u(v128.and(m0, twoRows(plane, stride))),
      i16x8.extadd_pairwise_i8x16_u(v128.and(m1, twoRows(plane + two, stride))),
    ),
    i16x8.add(
      i16x8.extadd_pairwise_i8x16_u(v128.and(m2, twoRows(plane + 2 * two, stride))),
      i16x8.extadd_pairwise_i8x16_u(v128.and(m3, twoRows(plane + 3 * two, stride))),
    ),
  );
}

@inline
function twoRows(p: usize, stride: i32): v128 {
  return v128.load_lane<i64>(p + stride, v128.load_zero<i64>(p), 1);
}

/** Sums of neighbors: those of a in the lower half, those of b in the upper. */
@inline
function fold(a: v128, b: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
}

@inline
function accumulate(sum: usize, value: v128): void {
  v128.store(sum, f64x2.add(v128.load(sum), value));
}

@inline
function distance(la: v128, cla: v128, bx: v128, cbx: v128): v128 {
  const d = i16x8.sub(la, cla), e = i16x8.sub(bx, cbx);
  return i32x4.add(i32x4.dot_i16x8_s(d, d), i32x4.dot_i16x8_s(e, e));
}
