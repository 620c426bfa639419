import { expect, test } from 'vitest';
import { GuidedFilter } from '#lib/filters/guided-filter.js';
import { stretchContrast } from '#lib/filters/stretch-contrast.js';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { disc, random } from '../helpers/scenes.js';
import { guidedFilter } from './guided-filter.oracle.js';

function filter(rgb: Uint8Array, map: Float32Array, width: number, height: number, step: number): Float32Array {
  const options = { radius: 8, epsilon: 1e-4, step };
  const arena = new Arena(GuidedFilter.bytes({ width, height }, options) + 11 * width * height + 256);
  const kernels = instantiateKernels(arena.memory);
  const guided = new GuidedFilter(kernels, arena, { width, height }, options);
  const picture = arena.uint8(3 * width * height + 16);
  const values = arena.float32(width * height);
  picture.set(rgb);
  values.set(map);
  guided.filter(picture.byteOffset, values, values);
  return values.slice();
}

const noisy = (length: number, seed: number) => {
  const next = random(seed);
  return Float32Array.from({ length }, next);
};

function meanDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

test.each([
  [1, 1],
  [3, 2],
  [5, 17],
  [40, 31],
])('without subsampling, a picture of %i × %i is filtered as by plain loops', (width, height) => {
  const rgb = disc(width, height, width / 2, height / 2, Math.min(width, height) / 3, 4);
  const map = noisy(width * height, 9);
  const expected = guidedFilter(rgb, map, width, height, 8, 1e-4);
  filter(rgb, map, width, height, 1).forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-3);
  });
});

test('subsampling changes little where the map follows the picture', () => {
  const [width, height] = [120, 84];
  const rgb = disc(width, height, 60, 40, 25, 4);
  // A disc that misses the one in the picture by a few pixels.
  const map = Float32Array.from({ length: width * height }, (_, i) =>
    Math.hypot((i % width) - 63, Math.floor(i / width) - 42) < 25 ? 1 : 0,
  );
  const exact = filter(rgb, map, width, height, 1);
  expect(meanDifference(filter(rgb, map, width, height, 2), exact)).toBeLessThan(0.012);
  expect(meanDifference(filter(rgb, map, width, height, 4), exact)).toBeLessThan(0.025);
});

test.each([1, 2, 4, 5])('an even map stays even, in cells of %i', (step) => {
  const [width, height] = [37, 26];
  const map = new Float32Array(width * height).fill(0.4);
  for (const value of filter(disc(width, height, 12, 12, 8), map, width, height, step)) {
    expect(value).toBeCloseTo(0.4, 4);
  }
});

test('contrast is stretched around two thirds of the weighted mean, in maps of any length', () => {
  for (const length of [1, 3, 4, 10, 101]) {
    const arena = new Arena(4 * length + 64);
    const map = arena.float32(length);
    const next = random(length);
    map.set(map.map(() => 0.5 + 0.5 * next()));
    const values = Array.from(map);
    const sum = values.reduce((a, b) => a + b);
    const tau = Math.max(0.4, (2 * values.reduce((a, b) => a + b * b, 0)) / (3 * sum));
    stretchContrast(instantiateKernels(arena.memory), map, length);
    values.forEach((value, i) => {
      expect(map[i]).toBeCloseTo(value ** 3 / (value ** 3 + tau ** 3), 5);
    });
  }
});

test('a faint map is not stretched to a full one', () => {
  const arena = new Arena(4096);
  const map = arena.float32(16).fill(0.05);
  map[15] = 0;
  stretchContrast(instantiateKernels(arena.memory), map, 16);
  expect(map[0]).toBeLessThan(0.01);
  expect(map[15]).toBe(0);
});
