import { expect, test } from 'vitest';
import { exactSize } from '#lib/analysis/reframe/exact-size.js';

const square = { num: 1, den: 1 };
const upright = { width: 9, height: 16 };

test.each([
  [1920, 1080, 594, 1056],
  [1280, 720, 396, 704],
  [480, 360, 198, 352],
  [3840, 2160, 1206, 2144],
  [1080, 1920, 1080, 1920],
])('%i × %i is cut to an even size of exactly 9:16', (width, height, across, down) => {
  const { window, output } = exactSize(upright, { width, height, sampleAspect: square });
  expect(output).toEqual({ width: across, height: down });
  expect(window).toEqual({ width: across / width, height: down / height });
  expect(across * 16).toBe(down * 9);
});

test('small pictures are enlarged to the next exact size, which loses nothing', () => {
  const { window, output } = exactSize(upright, { width: 320, height: 180, sampleAspect: square });
  expect(output).toEqual({ width: 108, height: 192 });
  expect(window).toEqual({ width: 101.25 / 320, height: 1 });
});

test('sides are rounded to even numbers where no exact size is near', () => {
  const { output } = exactSize({ width: 2.39, height: 1 }, { width: 64, height: 48, sampleAspect: square });
  expect(output).toEqual({ width: 64, height: 26 });
});

test('the shape of pixels counts', () => {
  const wide = { width: 720, height: 576, sampleAspect: { num: 64, den: 45 } };
  const { output } = exactSize({ width: 1, height: 1 }, wide);
  expect((output.width * 64) / 45).toBe(output.height);
  expect(output.height).toBeGreaterThan(0.97 * 576);
});
