import { describe, expect, it } from 'vitest';
import { analysisSize } from '#lib/core/analysis-size.js';

describe('analysisSize', () => {
  const size = (width: number, height: number, num = 1, den = 1) =>
    analysisSize({ width, height, sampleAspect: { num, den } });

  it.each([
    [1920, 1080, 400, 225],
    [1080, 1920, 225, 400],
    [639, 359, 400, 225],
    [100, 50, 100, 50],
    [400, 400, 400, 400],
    [5000, 2, 400, 1],
    [1, 1, 1, 1],
  ])('of %i × %i at 400 is %i × %i', (width, height, expectedWidth, expectedHeight) => {
    expect(analysisSize({ width, height })).toEqual({ width: expectedWidth, height: expectedHeight });
  });

  it('has the shape that is shown, with square pixels', () => {
    expect(size(1920, 1080)).toEqual({ width: 400, height: 225 });
    expect(size(720, 576, 64, 45)).toEqual({ width: 400, height: 225 });
    expect(size(360, 640, 3, 4)).toEqual({ width: 169, height: 400 });
  });

  it('is never larger than the clip and never empty', () => {
    expect(size(64, 48)).toEqual({ width: 64, height: 48 });
    expect(size(5000, 1)).toEqual({ width: 400, height: 1 });
    expect(size(640, 360, 2, 1)).toEqual({ width: 400, height: 113 });
    expect(size(100, 100, 2, 1)).toEqual({ width: 100, height: 50 });
  });
});
