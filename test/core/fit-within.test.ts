import { describe, expect, it } from 'vitest';
import { fitWithin } from '#lib/core/fit-within.js';

describe('fitWithin', () => {
  it.each([
    [1920, 1080, 400, 225],
    [1080, 1920, 225, 400],
    [639, 359, 400, 225],
    [100, 50, 100, 50],
    [400, 400, 400, 400],
    [5000, 2, 400, 1],
    [1, 1, 1, 1],
  ])('of %i × %i at 400 is %i × %i', (width, height, expectedWidth, expectedHeight) => {
    expect(fitWithin({ width, height }, 400)).toEqual({ width: expectedWidth, height: expectedHeight });
  });
});
