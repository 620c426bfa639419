import { expect, test } from 'vitest';
import { mapFramesOf } from '../helpers/map-one.js';
import { disc } from '../helpers/scenes.js';

const frames = Array.from({ length: 5 }, (_, i) => disc(96, 64, 30 + 5 * i, 30, 11, i));

// The mean of the map, and of the columns by what they hold: what a change of a model would change.
test.each([
  ['itti', 0.166, 53.3],
  ['gbvs', 0.116, 49.1],
  ['spectral-residual', 0.464, 50.0],
  ['image-signature', 0.139, 49.8],
  ['pqft', 0.097, 52.0],
  ['context-aware', 0.108, 47.2],
] as const)('%s still gives the map that it gave', async (name, mean, column) => {
  const map = (await mapFramesOf(name, { width: 96, height: 64 }, frames)).at(-1)!;
  const sum = map.reduce((total, value) => total + value, 0);
  expect(sum / map.length).toBeCloseTo(mean, 2);
  expect(map.reduce((total, value, i) => total + value * (i % 96), 0) / sum).toBeCloseTo(column, 0);
});
