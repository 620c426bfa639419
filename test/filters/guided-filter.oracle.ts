/** The color guided filter by plain loops in double precision: He, Sun, Tang, PAMI 2013, windows cut off at the border. */
export function guidedFilter(
  rgb: Uint8Array,
  map: Float32Array,
  width: number,
  height: number,
  radius: number,
  epsilon: number,
): Float64Array {
  const pixels = width * height;
  const mean = (value: (p: number) => number): Float64Array => {
    const out = new Float64Array(pixels);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let [sum, count] = [0, 0];
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
            sum += value(v * width + u);
            count++;
          }
        }
        out[y * width + x] = sum / count;
      }
    }
    return out;
  };
  const guide = (p: number, c: number) => rgb[3 * p + c]! / 255;
  const means = [0, 1, 2].map((c) => mean((p) => guide(p, c)));
  const meanMap = mean((p) => map[p]!);
  const cross = [0, 1, 2].map((c) => mean((p) => guide(p, c) * map[p]!));
  const products = [0, 1, 2].map((c) => [0, 1, 2].map((d) => mean((p) => guide(p, c) * guide(p, d))));
  const a = [0, 1, 2].map(() => new Float64Array(pixels));
  const b = new Float64Array(pixels);
  for (let p = 0; p < pixels; p++) {
    const matrix = [0, 1, 2].map((c) =>
      [0, 1, 2].map((d) => products[c]![d]![p]! - means[c]![p]! * means[d]![p]! + (c === d ? epsilon : 0)),
    );
    const solution = solve(
      matrix,
      [0, 1, 2].map((c) => cross[c]![p]! - means[c]![p]! * meanMap[p]!),
    );
    b[p] = meanMap[p]!;
    for (let c = 0; c < 3; c++) {
      a[c]![p] = solution[c]!;
      b[p]! -= solution[c]! * means[c]![p]!;
    }
  }
  const meanA = a.map((plane) => mean((p) => plane[p]!));
  const meanB = mean((p) => b[p]!);
  return meanB.map((value, p) => {
    const sum = value + meanA.reduce((total, plane, c) => total + plane[p]! * guide(p, c), 0);
    return Math.min(1, Math.max(0, sum));
  });
}

/** Solves a small system by elimination with pivots. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < rows.length; i++) {
    let pivot = i;
    for (let j = i + 1; j < rows.length; j++) if (Math.abs(rows[j]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = j;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let j = 0; j < rows.length; j++) {
      if (j === i) continue;
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k <= rows.length; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  return rows.map((row, i) => row.at(-1)! / row[i]!);
}
