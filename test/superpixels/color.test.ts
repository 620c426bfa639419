import { expect, test } from 'vitest';
import { toLab } from '#lib/superpixels/color.js';

// CIELAB under D65, as published tables and color calculators give it.
test.each([
  ['white', [1, 1, 1], [100, 0, 0]],
  ['black', [0, 0, 0], [0, 0, 0]],
  ['red', [1, 0, 0], [53.24, 80.09, 67.2]],
  ['green', [0, 1, 0], [87.73, -86.18, 83.18]],
  ['blue', [0, 0, 1], [32.3, 79.19, -107.86]],
  ['gray', [0.5, 0.5, 0.5], [53.39, 0, 0]],
  ['nearly black', [0.02, 0.02, 0.02], [1.4, 0, 0]],
] as const)('%s', (_, [r, g, b], expected) => {
  const lab = Float64Array.of(0, r, g, b);
  toLab(lab, 1);
  expected.forEach((value, i) => {
    expect(lab[i + 1]).toBeCloseTo(value, 1);
  });
});
