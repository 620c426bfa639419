// Sums over the pixels of each superpixel, run by run.

const NONE = i32x4.splat(0);

/** Zeroes, then adds up six float64 for each label: pixels, x, y, R, G, B. */
export function sumRgb(starts: usize, ends: usize, runLabels: usize, rowStarts: usize, height: i32, rgb: usize, rgbStride: i32, sums: usize, labels: i32): void {
  memory.fill(sums, 0, labels * 48);
  for (let y = 0; y < height; y++) {
    const row = rgb + y * rgbStride;
    const rowEnd = load<i32>(rowStarts + (y << 2), 4);
    for (let run = load<i32>(rowStarts + (y << 2)); run < rowEnd; run++) {
      const start = load<i32>(starts + (run << 2)), end = load<i32>(ends + (run << 2));
      let r = 0, g = 0, b = 0;
      let p = row + 3 * start;
      const stop = row + 3 * end;
      while (p + 12 <= stop) {
        // 16 bits hold the pairwise sums of 128 groups of four pixels.
        const part = min(stop - 12, p + 12 * 127);
        let sum = i16x8.splat(0);
        for (; p <= part; p += 12) {
          // Bytes 12 to 15 are not used: the caller leaves room behind the last pixel.
          const pixels = v128.load(p);
          sum = i16x8.add(sum, i16x8.extadd_pairwise_i8x16_u(v128.shuffle<i8>(pixels, NONE, 0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 16, 16, 16, 16)));
        }
        const pairs = i32x4.extadd_pairwise_i16x8_u(sum);
        r += i32x4.extract_lane(pairs, 0);
        g += i32x4.extract_lane(pairs, 1);
        b += i32x4.extract_lane(pairs, 2);
      }
      for (; p < stop; p += 3) {
        r += load<u8>(p);
        g += load<u8>(p, 1);
        b += load<u8>(p, 2);
      }
      add(sums + load<i32>(runLabels + (run << 2)) * 48, start, end, y, r, g, b);
    }
  }
}

@inline
function add(sum: usize, start: i32, end: i32, y: i32, c0: i32, c1: i32, c2: i32): void {
  const n = <f64>(end - start);
  store<f64>(sum, load<f64>(sum) + n);
  store<f64>(sum, load<f64>(sum, 8) + n * 0.5 * <f64>(start + end - 1), 8);
  store<f64>(sum, load<f64>(sum, 16) + n * <f64>y, 16);
  store<f64>(sum, load<f64>(sum, 24) + <f64>c0, 24);
  store<f64>(sum, load<f64>(sum, 32) + <f64>c1, 32);
  store<f64>(sum, load<f64>(sum, 40) + <f64>c2, 40);
}
