// Guided filter with a color guide, its coefficients found on cells of `step` × `step` pixels.
// He, Sun, Tang: "Guided Image Filtering", PAMI 2013; He, Sun: "Fast Guided Filter", arXiv 1505.00996.
//
// A cell has four vectors: (r, g, b, p), (rp, gp, bp, rr), (rg, rb, gg, gb), (bb, 0, 0, 0), where r, g, b and p are its
// means of guide and map, in [0, 1].

/**
 * Writes the moments of every cell.
 *
 * @param rgb - rows of 3 · width bytes without padding, as `map` of `width` floats.
 * @param scratch - clobbered, 16 bytes a cell of a row.
 */
export function cellMoments(rgb: usize, map: usize, width: i32, height: i32, step: i32, columns: i32, rows: i32, scratch: usize, cells: usize): void {
  for (let row = 0; row < rows; row++) {
    memory.fill(scratch, 0, columns << 4);
    const first = row * step, end = min(first + step, height);
    for (let y = first; y < end; y++) {
      let p = rgb + 3 * y * width, q = map + ((y * width) << 2);
      for (let column = 0; column < columns; column++) {
        const cell = scratch + (column << 4);
        let sum = v128.load(cell);
        for (let x = column * step, last = min(x + step, width); x < last; x++) {
          sum = f32x4.add(sum, f32x4.replace_lane(colorAt(p), 3, 255 * load<f32>(q)));
          p += 3;
          q += 4;
        }
        v128.store(cell, sum);
      }
    }
    for (let column = 0; column < columns; column++) {
      const pixels = (end - first) * (min((column + 1) * step, width) - column * step);
      const mean = f32x4.mul(v128.load(scratch + (column << 4)), f32x4.splat(<f32>1 / (255 * <f32>pixels)));
      const cell = cells + ((row * columns + column) << 6);
      v128.store(cell, mean);
      v128.store(cell, f32x4.mul(v128.shuffle<i32>(mean, mean, 0, 1, 2, 0), v128.shuffle<i32>(mean, mean, 3, 3, 3, 0)), 16);
      v128.store(cell, f32x4.mul(v128.shuffle<i32>(mean, mean, 0, 0, 1, 1), v128.shuffle<i32>(mean, mean, 1, 2, 1, 2)), 32);
      const blue = f32x4.extract_lane(mean, 2);
      v128.store(cell, f32x4(blue * blue, 0, 0, 0), 48);
    }
  }
}

/** Loads (r, g, b, …) of a pixel, in [0, 255]. Reads a byte beyond it. */
@inline
function colorAt(p: usize): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(p))));
}

/** Means over windows of 2 · radius + 1 cells each way, cut off at the border, of `vectors` vectors a cell. In place. */
export function boxMeans(cells: usize, vectors: i32, columns: i32, rows: i32, radius: i32, scratch: usize): void {
  const bytes = vectors << 4, rowBytes = columns * bytes;
  for (let row = 0; row < rows; row++) {
    const line = cells + row * rowBytes;
    memory.copy(scratch, line, rowBytes);
    for (let v = 0; v < bytes; v += 16) boxMeansAlong(scratch + v, bytes, columns, radius, line + v, bytes);
  }
  for (let at = 0; at < rowBytes; at += 16) {
    for (let row = 0; row < rows; row++) v128.store(scratch + (row << 4), v128.load(cells + at + row * rowBytes));
    boxMeansAlong(scratch, 16, rows, radius, cells + at, rowBytes);
  }
}

function boxMeansAlong(src: usize, srcStep: i32, length: i32, radius: i32, dst: usize, dstStep: i32): void {
  let sum = f32x4.splat(0);
  let count: f32 = 0;
  for (let i = 0; i < min(radius, length); i++) {
    sum = f32x4.add(sum, v128.load(src + i * srcStep));
    count += 1;
  }
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum = f32x4.add(sum, v128.load(src + (i + radius) * srcStep));
      count += 1;
    }
    if (i > radius) {
      sum = f32x4.sub(sum, v128.load(src + (i - radius - 1) * srcStep));
      count -= 1;
    }
    v128.store(dst + i * dstStep, f32x4.mul(sum, f32x4.splat(<f32>1 / count)));
  }
}

/**
 * Turns the mean moments of every cell into (a_r, a_g, a_b, b): the map as an affine function of the guide,
 * a = (Σ + ε)⁻¹ cov(guide, p) and b = p − a · guide.
 */
export function solveCells(cells: usize, count: i32, epsilon: f32, coefficients: usize): void {
  for (let i = 0; i < count; i++) {
    const cell = cells + (i << 6);
    const r = load<f32>(cell), g = load<f32>(cell, 4), b = load<f32>(cell, 8), p = load<f32>(cell, 12);
    const rp = load<f32>(cell, 16) - r * p, gp = load<f32>(cell, 20) - g * p, bp = load<f32>(cell, 24) - b * p;
    const rr = load<f32>(cell, 28) - r * r + epsilon, rg = load<f32>(cell, 32) - r * g, rb = load<f32>(cell, 36) - r * b;
    const gg = load<f32>(cell, 40) - g * g + epsilon, gb = load<f32>(cell, 44) - g * b, bb = load<f32>(cell, 48) - b * b + epsilon;
    const c0 = gg * bb - gb * gb, c1 = gb * rb - rg * bb, c2 = rg * gb - gg * rb;
    const scale = <f32>1 / (rr * c0 + rg * c1 + rb * c2);
    const ar = scale * (c0 * rp + c1 * gp + c2 * bp);
    const ag = scale * (c1 * rp + (rr * bb - rb * rb) * gp + (rb * rg - rr * gb) * bp);
    const ab = scale * (c2 * rp + (rb * rg - rr * gb) * gp + (rr * gg - rg * rg) * bp);
    v128.store(coefficients + (i << 4), f32x4(ar, ag, ab, p - ar * r - ag * g - ab * b));
  }
}

/**
 * Computes out = a · guide + b, in [0, 1], with coefficients between those of the cells around each pixel.
 *
 * @param columnTable - 8 bytes a pixel of a row: byte offset of the cell to the left, and the share of the next one.
 * @param scratch - clobbered, 16 bytes a cell of a row and one more.
 */
export function applyCells(
  rgb: usize, width: i32, height: i32, step: i32, coefficients: usize, columns: i32, rows: i32, columnTable: usize, scratch: usize, out: usize,
): void {
  const unit = f32x4(1.0 / 255, 1.0 / 255, 1.0 / 255, 1);
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  for (let y = 0; y < height; y++) {
    const place: f32 = max(<f32>0, min((<f32>y + 0.5) / <f32>step - 0.5, <f32>(rows - 1)));
    const above = <i32>place;
    const share = f32x4.splat(place - <f32>above);
    const upper = coefficients + ((above * columns) << 4), lower = coefficients + ((min(above + 1, rows - 1) * columns) << 4);
    for (let i = 0; i < columns << 4; i += 16) {
      const a = v128.load(upper + i);
      v128.store(scratch + i, f32x4.mul(unit, f32x4.add(a, f32x4.mul(share, f32x4.sub(v128.load(lower + i), a)))));
    }
    v128.store(scratch + (columns << 4), v128.load(scratch + ((columns - 1) << 4)));
    const line = rgb + 3 * y * width, target = out + ((y * width) << 2);
    for (let x = 0; x < width; ) {
      const p = line + 3 * x, t = columnTable + (x << 3);
      const cell = load<i32>(t);
      if (x + 4 <= width && load<i32>(t, 24) == cell) {
        v128.store(target + (x << 2), f32x4.min(one, f32x4.max(zero, fourPixels(p, t, scratch + cell))));
        x += 4;
      } else {
        store<f32>(target + (x << 2), min(<f32>1, max(<f32>0, onePixel(p, t, scratch + cell))));
        x++;
      }
    }
  }
}

/** Computes a · guide + b of four pixels between the same two cells. */
@inline
function fourPixels(p: usize, table: usize, cell: usize): v128 {
  const left = v128.load(cell), step = f32x4.sub(v128.load(cell, 16), left);
  const shares = v128.shuffle<i32>(v128.load(table), v128.load(table, 16), 1, 3, 5, 7);
  const bytes = v128.load(p), none = i32x4.splat(0);
  const r = f32x4.convert_i32x4_s(v128.shuffle<i8>(bytes, none, 0, 16, 16, 16, 3, 16, 16, 16, 6, 16, 16, 16, 9, 16, 16, 16));
  const g = f32x4.convert_i32x4_s(v128.shuffle<i8>(bytes, none, 1, 16, 16, 16, 4, 16, 16, 16, 7, 16, 16, 16, 10, 16, 16, 16));
  const b = f32x4.convert_i32x4_s(v128.shuffle<i8>(bytes, none, 2, 16, 16, 16, 5, 16, 16, 16, 8, 16, 16, 16, 11, 16, 16, 16));
  const ar = f32x4.add(v128.shuffle<i32>(left, left, 0, 0, 0, 0), f32x4.mul(shares, v128.shuffle<i32>(step, step, 0, 0, 0, 0)));
  const ag = f32x4.add(v128.shuffle<i32>(left, left, 1, 1, 1, 1), f32x4.mul(shares, v128.shuffle<i32>(step, step, 1, 1, 1, 1)));
  const ab = f32x4.add(v128.shuffle<i32>(left, left, 2, 2, 2, 2), f32x4.mul(shares, v128.shuffle<i32>(step, step, 2, 2, 2, 2)));
  const offset = f32x4.add(v128.shuffle<i32>(left, left, 3, 3, 3, 3), f32x4.mul(shares, v128.shuffle<i32>(step, step, 3, 3, 3, 3)));
  return f32x4.add(f32x4.add(f32x4.mul(ar, r), f32x4.mul(ag, g)), f32x4.add(f32x4.mul(ab, b), offset));
}

@inline
function onePixel(p: usize, table: usize, cell: usize): f32 {
  const left = v128.load(cell), share = f32x4.splat(load<f32>(table, 4));
  const a = f32x4.add(left, f32x4.mul(share, f32x4.sub(v128.load(cell, 16), left)));
  const c = f32x4.mul(a, f32x4.replace_lane(colorAt(p), 3, 1));
  return f32x4.extract_lane(c, 0) + f32x4.extract_lane(c, 1) + (f32x4.extract_lane(c, 2) + f32x4.extract_lane(c, 3));
}
