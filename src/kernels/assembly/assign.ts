// Nearest superpixel center of every pixel, block by block.

const BLOCK = 8;
const MAX_CANDIDATES = 255;
// The scratch memory starts with what one block needs: a splat of (L, a), one of (b, x) and the eight row terms for each
// candidate. Then, for each block of a row of blocks, the number of candidates and the candidates as uint16.
const LA: usize = 0;
const BX: usize = 256 * 16;
const ROWS: usize = 256 * 32;
const LISTS: usize = ROWS + BLOCK * 256 * 4;
const LIST = 2 + 2 * MAX_CANDIDATES;

/**
 * Labels every pixel with its nearest center among those within `radius` of its block of 8 × 8: distances are squared,
 * in units of CIELAB, columns and rows weighed as their terms say.
 *
 * @param centers - 16 bytes each: (L, a) and (b, x) as pairs of int16, then x and y in pixels as float32.
 * @param rowUnit - the term of one row.
 * @param scratch - 16 KiB and 512 bytes for every 8 columns, clobbered.
 * @param labels - uint16, rows `stride` apart.
 */
export function assignPixels(la: usize, bx: usize, stride: i32, width: i32, height: i32, centers: usize, count: i32, radius: f32, rowUnit: f32, scratch: usize, labels: usize): void {
  const columns = (width + BLOCK - 1) / BLOCK;
  for (let top = 0; top < height; top += BLOCK) {
    const rows = min(BLOCK, height - top);
    listCandidates(centers, count, radius, columns, top, scratch + LISTS);
    for (let column = 0; column < columns; column++) {
      const list = scratch + LISTS + column * LIST;
      if (load<u16>(list) == 0) addNearest(centers, count, column * BLOCK, top, list);
      const candidates = <i32>load<u16>(list);
      prepare(centers, list, candidates, top, rows, rowUnit, scratch);
      const at = top * stride + column * BLOCK;
      assignBlock(la + (at << 2), bx + (at << 2), stride, rows, candidates, list + 2, scratch, labels + (at << 1));
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

/** For a block that no window touches. */
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
function assignBlock(la: usize, bx: usize, stride: i32, rows: i32, candidates: i32, list: usize, scratch: usize, labels: usize): void {
  // Labels of the first 16 candidates, low and high bytes apart, to be picked by swizzle.
  const l0 = v128.load(list), l1 = v128.load(list + 16);
  const low = v128.shuffle<i8>(l0, l1, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const high = v128.shuffle<i8>(l0, l1, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  const end = scratch + (candidates << 4);
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
    if (candidates <= 16) {
      const bytes = i8x16.narrow_i16x8_u(index, index);
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

@inline
function distance(la: v128, cla: v128, bx: v128, cbx: v128): v128 {
  const d = i16x8.sub(la, cla), e = i16x8.sub(bx, cbx);
  return i32x4.add(i32x4.dot_i16x8_s(d, d), i32x4.dot_i16x8_s(e, e));
}
