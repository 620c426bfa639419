// Distances over the edges of a graph, and the weights made of them. Edges are pairs of uint16 node numbers.

/**
 * Computes the Euclidean distance between the two ends of each edge; `range` gets the least and the greatest of them.
 *
 * @param features - `dimensions` float64 a node.
 * @param range - two float64.
 */
export function edgeDistances(edges: usize, count: i32, features: usize, dimensions: i32, distances: usize, range: usize): void {
  const bytes = dimensions << 3;
  let least = f64.MAX_VALUE, greatest = 0.0;
  for (let edge = 0; edge < count; edge++) {
    const i = features + <usize>load<u16>(edges + (edge << 2)) * bytes;
    const j = features + <usize>load<u16>(edges + (edge << 2), 2) * bytes;
    let sum = 0.0;
    for (let k = 0; k < bytes; k += 8) {
      const d = load<f64>(i + k) - load<f64>(j + k);
      sum += d * d;
    }
    const distance = sqrt(sum);
    store<f64>(distances + (edge << 3), distance);
    least = min(least, distance);
    greatest = max(greatest, distance);
  }
  store<f64>(range, least);
  store<f64>(range, greatest, 8);
}

/** Adds distances to costs: costs += scale · (distances − least). Both arrays are padded to an even length. */
export function addCosts(distances: usize, count: i32, least: f64, scale: f64, costs: usize): void {
  const l = f64x2.splat(least), s = f64x2.splat(scale);
  for (const end = distances + (count << 3); distances < end; distances += 16) {
    v128.store(costs, f64x2.add(v128.load(costs), f64x2.mul(s, f64x2.sub(v128.load(distances), l))));
    costs += 16;
  }
}

/**
 * Turns costs into weights: exp(−costs), to 1e−14 of the value, for costs of 0 to 700. Both arrays are padded to a
 * multiple of 4.
 */
export function weighEdges(costs: usize, count: i32, weights: usize): void {
  // Two at a time, of two each: a polynomial is one long chain, and two chains take no longer than one.
  for (const end = costs + (count << 3); costs < end; costs += 32) {
    const a = exp(f64x2.neg(v128.load(costs))), b = exp(f64x2.neg(v128.load(costs, 16)));
    v128.store(weights, a);
    v128.store(weights, b, 16);
    weights += 32;
  }
}

/**
 * Computes exp(x) = 2ᵏ exp(r), x = k ln 2 + r: a Taylor polynomial of degree 11 for |r| ≤ ½ ln 2, and k put into the
 * exponent.
 */
@inline
function exp(x: v128): v128 {
  x = f64x2.max(x, f64x2.splat(-700));
  const k = f64x2.nearest(f64x2.mul(x, f64x2.splat(1.4426950408889634)));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, f64x2.splat(6.93147180369123816490e-1))),
    f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)),
  );
  let p = f64x2.splat(1.0 / 39916800.0);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 3628800.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 362880.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 40320.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 5040.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 720.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 120.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 24.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 6.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0));
  return i64x2.add(p, i64x2.shl(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k)), 52));
}
