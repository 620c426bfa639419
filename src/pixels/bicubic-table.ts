/** For each pixel along one side of the result: the first pixel that it is made of, and the weights from there on. */
export interface WeightTable {
  readonly firsts: Int32Array;
  /** `most` weights for each pixel; those that it has no use for are 0. */
  readonly weights: Float32Array;
  readonly most: number;
}

/** Bends of the cubic: 0.6 is what FFmpeg's scaler takes where it is asked for `bicubic`. */
const C = 0.6;

/**
 * Makes the table of a bicubic scaling along one side, which grows wider than four pixels where the picture shrinks, so
 * that nothing is skipped. Weights of a pixel add up to 1; what would reach beyond an edge is taken from the edge.
 *
 * k(d) = (2 − C)|d|³ + (C − 3)|d|² + 1 up to 1, −C|d|³ + 5C|d|² − 8C|d| + 4C up to 2: Keys, "Cubic Convolution
 * Interpolation for Digital Image Processing", 1981, with a = −C.
 */
export function bicubicTable(from: number, to: number): WeightTable {
  const stretch = Math.max(1, from / to);
  const most = Math.min(from, 2 * Math.ceil(2 * stretch) + 1);
  const firsts = new Int32Array(to);
  const weights = new Float32Array(to * most);
  for (let i = 0; i < to; i++) {
    const center = ((i + 0.5) * from) / to - 0.5;
    const begin = Math.ceil(center - 2 * stretch);
    const end = Math.floor(center + 2 * stretch);
    const first = Math.max(0, Math.min(from - most, begin));
    firsts[i] = first;
    let sum = 0;
    for (let k = begin; k <= end; k++) sum += cubic(Math.abs(k - center) / stretch);
    for (let k = begin; k <= end; k++) {
      const at = Math.max(0, Math.min(from - 1, k)) - first;
      weights[i * most + at]! += cubic(Math.abs(k - center) / stretch) / sum;
    }
  }
  return { firsts, weights, most };
}

function cubic(d: number): number {
  if (d < 1) return ((2 - C) * d + C - 3) * d * d + 1;
  return d < 2 ? ((5 - d) * d - 8) * C * d + 4 * C : 0;
}
