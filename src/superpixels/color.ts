// sRGB to CIELAB under D65, in double precision. Constants: IEC 61966-2-1 and CIE 15.

type Row = readonly [number, number, number];

/** Rows X, Y, Z; columns linear R, G, B; each row divided by the white point, so that white is (1, 1, 1). */
export const XYZ_OF_RGB: readonly [Row, Row, Row] = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
];

/** Computes the light of an sRGB value in [0, 1]. */
export function linearize(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Gives the response f of CIELAB to X, Y or Z relative to white. */
export function labResponse(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
}

/** Turns one sRGB color in [0, 1], at `color[at]` and the two after it, into L, a and b. In place, so that no number is boxed. */
export function toLab(color: Float64Array, at: number): void {
  const r = linearize(color[at]!);
  const g = linearize(color[at + 1]!);
  const b = linearize(color[at + 2]!);
  const [x, y, z] = XYZ_OF_RGB;
  const fx = labResponse(x[0] * r + x[1] * g + x[2] * b);
  const fy = labResponse(y[0] * r + y[1] * g + y[2] * b);
  const fz = labResponse(z[0] * r + z[1] * g + z[2] * b);
  color[at] = 116 * fy - 16;
  color[at + 1] = 500 * (fx - fy);
  color[at + 2] = 200 * (fy - fz);
}
