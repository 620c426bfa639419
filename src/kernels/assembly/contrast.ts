/** Stretches the contrast of a map in place: s = m³ / (m³ + τ³), τ = `share` Σ m² / Σ m, but at least `least`. */
export function stretch(map: usize, count: i32, share: f32, least: f32): void {
  const end = <usize>count << 2;
  let sum = f32x4.splat(0), squares = sum;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const m = v128.load(map + i);
    sum = f32x4.add(sum, m);
    squares = f32x4.add(squares, f32x4.mul(m, m));
  }
  let total = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  let energy = f32x4.extract_lane(squares, 0) + f32x4.extract_lane(squares, 1) + (f32x4.extract_lane(squares, 2) + f32x4.extract_lane(squares, 3));
  for (; i < end; i += 4) {
    const m = load<f32>(map + i);
    total += m;
    energy += m * m;
  }
  const middle = max(least, total > 0 ? share * energy / total : 0);
  const cube = f32x4.splat(middle * middle * middle);
  for (i = 0; i + 16 <= end; i += 16) {
    const m = v128.load(map + i), m3 = f32x4.mul(f32x4.mul(m, m), m);
    v128.store(map + i, f32x4.div(m3, f32x4.add(m3, cube)));
  }
  for (; i < end; i += 4) {
    const m = load<f32>(map + i), m3 = m * m * m;
    store<f32>(map + i, m3 / (m3 + middle * middle * middle));
  }
}
