// Symmetric positive definite systems with float64 matrices of which the lower triangle is used: rows `stride` bytes
// apart, a multiple of 32. Orders are padded to multiples of 4 by rows of the identity. A row of four rows has nothing
// left of the column that `firsts`, one int32 for each four rows, a multiple of 4, gives, and neither has its factor.

/**
 * Writes D − alpha · W, with the node of row p being the one whose `positions` (int32) is p, and the degrees D.
 *
 * @param edges - pairs of uint16 node numbers.
 * @param degrees - a float64 a node, overwritten.
 */
export function assembleSystem(edges: usize, count: i32, weights: usize, alpha: f64, nodes: i32, positions: usize, degrees: usize, matrix: usize, stride: i32): void {
  const order = (nodes + 3) & ~3;
  for (let p = 0; p < order; p++) memory.fill(matrix + p * stride, 0, (p | 3) + 1 << 3);
  memory.fill(degrees, 0, nodes << 3);
  for (let edge = 0; edge < count; edge++) {
    const i = <i32>load<u16>(edges + (edge << 2)), j = <i32>load<u16>(edges + (edge << 2), 2);
    const w = load<f64>(weights + (edge << 3));
    store<f64>(degrees + (i << 3), load<f64>(degrees + (i << 3)) + w);
    store<f64>(degrees + (j << 3), load<f64>(degrees + (j << 3)) + w);
    const p = load<i32>(positions + (i << 2)), q = load<i32>(positions + (j << 2));
    store<f64>(matrix + max(p, q) * stride + (min(p, q) << 3), -alpha * w);
  }
  for (let i = 0; i < nodes; i++) {
    const p = load<i32>(positions + (i << 2));
    store<f64>(matrix + p * stride + (p << 3), load<f64>(degrees + (i << 3)));
  }
  for (let p = nodes; p < order; p++) store<f64>(matrix + p * stride + (p << 3), 1);
}

/**
 * Factorizes a matrix in place (Cholesky): the matrix becomes L with A = L Lᵀ, its diagonal replaced by the
 * reciprocals.
 *
 * Four rows by four columns at a time, so that each number that is read takes part in four products.
 */
export function factorize(matrix: usize, order: i32, stride: i32, firsts: usize): void {
  for (let i = 0; i < order; i += 4) {
    const rows = matrix + i * stride;
    const first = load<i32>(firsts + i);
    for (let j = first; j < i; j += 4) {
      const others = matrix + j * stride;
      const from = max(first, load<i32>(firsts + j)) << 3;
      const at = rows + (j << 3);
      const to = j << 3;
      subtractProducts(rows, others, stride, from, to, at);
      subtractProducts(rows, others + 2 * stride, stride, from, to, at + 16);
      // X Ljjᵀ = S, row by row.
      const d = others + to;
      const d0 = load<f64>(d), l10 = load<f64>(d + stride), d1 = load<f64>(d + stride, 8);
      const l20 = load<f64>(d + 2 * stride), l21 = load<f64>(d + 2 * stride, 8), d2 = load<f64>(d + 2 * stride, 16);
      const l30 = load<f64>(d + 3 * stride), l31 = load<f64>(d + 3 * stride, 8), l32 = load<f64>(d + 3 * stride, 16), d3 = load<f64>(d + 3 * stride, 24);
      for (let p = at, end = at + 4 * stride; p < end; p += stride) {
        const x0 = load<f64>(p) * d0;
        const x1 = (load<f64>(p, 8) - x0 * l10) * d1;
        const x2 = (load<f64>(p, 16) - x0 * l20 - x1 * l21) * d2;
        store<f64>(p, x0);
        store<f64>(p, x1, 8);
        store<f64>(p, x2, 16);
        store<f64>(p, (load<f64>(p, 24) - x0 * l30 - x1 * l31 - x2 * l32) * d3, 24);
      }
    }
    const at = rows + (i << 3);
    subtractProducts(rows, rows, stride, first << 3, i << 3, at);
    subtractProducts(rows, rows + 2 * stride, stride, first << 3, i << 3, at + 16);
    factorizeDiagonal(at, stride);
  }
}

/** Subtracts the products of four rows with two others, over columns [from, to), from the 4 × 2 block at `at`. */
@inline
function subtractProducts(rows: usize, others: usize, stride: i32, from: i32, to: i32, at: usize): void {
  let s00 = f64x2.splat(0), s10 = s00, s20 = s00, s30 = s00, s01 = s00, s11 = s00, s21 = s00, s31 = s00;
  const r0 = rows, r1 = rows + stride, r2 = r1 + stride, r3 = r2 + stride, o0 = others, o1 = others + stride;
  for (let k = from; k < to; k += 16) {
    const x = v128.load(o0 + k), y = v128.load(o1 + k);
    let r = v128.load(r0 + k);
    s00 = f64x2.add(s00, f64x2.mul(r, x));
    s01 = f64x2.add(s01, f64x2.mul(r, y));
    r = v128.load(r1 + k);
    s10 = f64x2.add(s10, f64x2.mul(r, x));
    s11 = f64x2.add(s11, f64x2.mul(r, y));
    r = v128.load(r2 + k);
    s20 = f64x2.add(s20, f64x2.mul(r, x));
    s21 = f64x2.add(s21, f64x2.mul(r, y));
    r = v128.load(r3 + k);
    s30 = f64x2.add(s30, f64x2.mul(r, x));
    s31 = f64x2.add(s31, f64x2.mul(r, y));
  }
  subtractTotals(at, s00, s01);
  subtractTotals(at + stride, s10, s11);
  subtractTotals(at + 2 * stride, s20, s21);
  subtractTotals(at + 3 * stride, s30, s31);
}

@inline
function subtractTotals(at: usize, x: v128, y: v128): void {
  const totals = f64x2.add(v128.shuffle<i64>(x, y, 0, 2), v128.shuffle<i64>(x, y, 1, 3));
  v128.store(at, f64x2.sub(v128.load(at), totals));
}

/** Factorizes a block of 4 × 4, reciprocals on the diagonal. */
@inline
function factorizeDiagonal(at: usize, stride: i32): void {
  for (let i = 0; i < 4; i++) {
    const row = at + i * stride;
    for (let j = 0; j < i; j++) {
      const other = at + j * stride;
      let s = load<f64>(row + (j << 3));
      for (let k = 0; k < j; k++) s -= load<f64>(row + (k << 3)) * load<f64>(other + (k << 3));
      store<f64>(row + (j << 3), s * load<f64>(other + (j << 3)));
    }
    let s = load<f64>(row + (i << 3));
    for (let k = 0; k < i; k++) s -= load<f64>(row + (k << 3)) * load<f64>(row + (k << 3));
    store<f64>(row + (i << 3), 1.0 / sqrt(s));
  }
}

/**
 * Solves A X = B for four right-hand sides, in place: `x` holds four float64 a row.
 *
 * @param from - B is zero above this row.
 */
export function solve4(matrix: usize, order: i32, stride: i32, firsts: usize, x: usize, from: i32): void {
  for (let i = from; i < order; i++) {
    const row = matrix + i * stride;
    let s0 = v128.load(x + (i << 5)), s1 = v128.load(x + (i << 5), 16);
    for (let k = max(from, load<i32>(firsts + (i & ~3))); k < i; k++) {
      const l = v128.load64_splat(row + (k << 3));
      s0 = f64x2.sub(s0, f64x2.mul(l, v128.load(x + (k << 5))));
      s1 = f64x2.sub(s1, f64x2.mul(l, v128.load(x + (k << 5), 16)));
    }
    const d = v128.load64_splat(row + (i << 3));
    v128.store(x + (i << 5), f64x2.mul(s0, d));
    v128.store(x + (i << 5), f64x2.mul(s1, d), 16);
  }
  for (let i = order - 1; i >= 0; i--) {
    const row = matrix + i * stride;
    const d = v128.load64_splat(row + (i << 3));
    const s0 = f64x2.mul(v128.load(x + (i << 5)), d), s1 = f64x2.mul(v128.load(x + (i << 5), 16), d);
    v128.store(x + (i << 5), s0);
    v128.store(x + (i << 5), s1, 16);
    for (let k = load<i32>(firsts + (i & ~3)); k < i; k++) {
      const l = v128.load64_splat(row + (k << 3));
      v128.store(x + (k << 5), f64x2.sub(v128.load(x + (k << 5)), f64x2.mul(l, s0)));
      v128.store(x + (k << 5), f64x2.sub(v128.load(x + (k << 5), 16), f64x2.mul(l, s1)), 16);
    }
  }
}

/**
 * Writes four diagonal entries of A⁻¹: the squared lengths of L⁻¹ eᵢ. The closer to the end, the less they cost.
 *
 * @param columns - int32, ascending: which entries.
 * @param scratch - 4 · `order` float64, clobbered.
 * @param diagonal - four float64.
 */
export function inverseDiagonal4(matrix: usize, order: i32, stride: i32, firsts: usize, columns: usize, scratch: usize, diagonal: usize): void {
  const start = load<i32>(columns) & ~3;
  memory.fill(scratch + (start << 5), 0, (order - start) << 5);
  for (let i = 0; i < 4; i++) store<f64>(scratch + (load<i32>(columns + (i << 2)) << 5) + (i << 3), 1);
  let sum0 = f64x2.splat(0), sum1 = sum0;
  for (let i = start; i < order; i += 4) {
    // Four rows at a time: each number that is read takes part in four products.
    const row0 = matrix + i * stride, row1 = row0 + stride, row2 = row1 + stride, row3 = row2 + stride;
    const z = scratch + (i << 5);
    let a0 = v128.load(z), b0 = v128.load(z, 16), a1 = v128.load(z, 32), b1 = v128.load(z, 48);
    let a2 = v128.load(z, 64), b2 = v128.load(z, 80), a3 = v128.load(z, 96), b3 = v128.load(z, 112);
    for (let k = max(start, load<i32>(firsts + i)); k < i; k++) {
      const x = v128.load(scratch + (k << 5)), y = v128.load(scratch + (k << 5), 16);
      const at = k << 3;
      let l = v128.load64_splat(row0 + at);
      a0 = f64x2.sub(a0, f64x2.mul(l, x));
      b0 = f64x2.sub(b0, f64x2.mul(l, y));
      l = v128.load64_splat(row1 + at);
      a1 = f64x2.sub(a1, f64x2.mul(l, x));
      b1 = f64x2.sub(b1, f64x2.mul(l, y));
      l = v128.load64_splat(row2 + at);
      a2 = f64x2.sub(a2, f64x2.mul(l, x));
      b2 = f64x2.sub(b2, f64x2.mul(l, y));
      l = v128.load64_splat(row3 + at);
      a3 = f64x2.sub(a3, f64x2.mul(l, x));
      b3 = f64x2.sub(b3, f64x2.mul(l, y));
    }
    const at = i << 3;
    let l = v128.load64_splat(row0 + at);
    a0 = f64x2.mul(a0, l);
    b0 = f64x2.mul(b0, l);
    l = v128.load64_splat(row1 + at);
    a1 = f64x2.sub(a1, f64x2.mul(l, a0));
    b1 = f64x2.sub(b1, f64x2.mul(l, b0));
    l = v128.load64_splat(row1 + at, 8);
    a1 = f64x2.mul(a1, l);
    b1 = f64x2.mul(b1, l);
    l = v128.load64_splat(row2 + at);
    a2 = f64x2.sub(a2, f64x2.mul(l, a0));
    b2 = f64x2.sub(b2, f64x2.mul(l, b0));
    l = v128.load64_splat(row2 + at, 8);
    a2 = f64x2.sub(a2, f64x2.mul(l, a1));
    b2 = f64x2.sub(b2, f64x2.mul(l, b1));
    l = v128.load64_splat(row2 + at, 16);
    a2 = f64x2.mul(a2, l);
    b2 = f64x2.mul(b2, l);
    l = v128.load64_splat(row3 + at);
    a3 = f64x2.sub(a3, f64x2.mul(l, a0));
    b3 = f64x2.sub(b3, f64x2.mul(l, b0));
    l = v128.load64_splat(row3 + at, 8);
    a3 = f64x2.sub(a3, f64x2.mul(l, a1));
    b3 = f64x2.sub(b3, f64x2.mul(l, b1));
    l = v128.load64_splat(row3 + at, 16);
    a3 = f64x2.sub(a3, f64x2.mul(l, a2));
    b3 = f64x2.sub(b3, f64x2.mul(l, b2));
    l = v128.load64_splat(row3 + at, 24);
    a3 = f64x2.mul(a3, l);
    b3 = f64x2.mul(b3, l);
    v128.store(z, a0);
    v128.store(z, b0, 16);
    v128.store(z, a1, 32);
    v128.store(z, b1, 48);
    v128.store(z, a2, 64);
    v128.store(z, b2, 80);
    v128.store(z, a3, 96);
    v128.store(z, b3, 112);
    sum0 = f64x2.add(sum0, f64x2.add(f64x2.add(f64x2.mul(a0, a0), f64x2.mul(a1, a1)), f64x2.add(f64x2.mul(a2, a2), f64x2.mul(a3, a3))));
    sum1 = f64x2.add(sum1, f64x2.add(f64x2.add(f64x2.mul(b0, b0), f64x2.mul(b1, b1)), f64x2.add(f64x2.mul(b2, b2), f64x2.mul(b3, b3))));
  }
  v128.store(diagonal, sum0);
  v128.store(diagonal, sum1, 16);
}
