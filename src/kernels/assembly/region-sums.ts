// Sums of f32 planes over the pixels of each superpixel, run by run.

/** Computes sums[label] = Σ plane over its pixels; float64, rows of the plane `stride` values apart. */
export function sumPlane(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32, plane: usize, stride: i32, sums: usize, labels: i32): void {
  memory.fill(sums, 0, labels << 3);
  for (let y = 0; y < height; y++) {
    const row = plane + ((y * stride) << 2);
    const rowEnd = load<i32>(rowStarts + (y << 2), 4);
    for (let run = load<i32>(rowStarts + (y << 2)); run < rowEnd; run++) {
      let p = row + (load<i32>(starts + (run << 2)) << 2);
      const stop = row + (load<i32>(ends + (run << 2)) << 2);
      let four = f32x4.splat(0);
      for (; p + 16 <= stop; p += 16) four = f32x4.add(four, v128.load(p));
      let sum = <f64>(f32x4.extract_lane(four, 0) + f32x4.extract_lane(four, 1) + (f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3)));
      for (; p < stop; p += 4) sum += <f64>load<f32>(p);
      const at = sums + (load<i32>(runLabels + (run << 2)) << 3);
      store<f64>(at, load<f64>(at) + sum);
    }
  }
}

/**
 * Computes sums[label] = (Σ u, Σ v) over its pixels of a flow of half the size, whose last vector a row or column more
 * repeats.
 */
export function sumHalfFlow(
  starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32,
  u: usize, v: usize, flowWidth: i32, flowHeight: i32, sums: usize, labels: i32,
): void {
  memory.fill(sums, 0, labels << 4);
  for (let y = 0; y < height; y++) {
    const row = (min(y >> 1, flowHeight - 1) * flowWidth) << 2;
    const rowEnd = load<i32>(rowStarts + (y << 2), 4);
    for (let run = load<i32>(rowStarts + (y << 2)); run < rowEnd; run++) {
      let x = load<i32>(starts + (run << 2));
      const end = load<i32>(ends + (run << 2));
      let us: f32 = 0, vs: f32 = 0;
      for (; x < end; x++) {
        const at = row + (min(x >> 1, flowWidth - 1) << 2);
        us += load<f32>(u + at);
        vs += load<f32>(v + at);
      }
      const at = sums + (load<i32>(runLabels + (run << 2)) << 4);
      store<f64>(at, load<f64>(at) + <f64>us);
      store<f64>(at, load<f64>(at, 8) + <f64>vs, 8);
    }
  }
}
