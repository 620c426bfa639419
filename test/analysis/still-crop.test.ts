import { describe, expect, it } from 'vitest';
import { stillCrop } from '#lib/analysis/still-crop.js';

const display = { width: 1920, height: 1080, sampleAspect: { num: 1, den: 1 } };
const region = (x: number, width: number, heaviest = x + width / 2) => ({
  id: 0,
  centroid: { x: heaviest, y: 0.5 },
  box: { x, y: 0.4, width, height: 0.2 },
  area: 0.1,
  weight: 1,
});
const box = (x: number, width: number) => ({ x, y: 0.4, width, height: 0.2 });

describe('the crop of a still', () => {
  it('shows all that stands out where that fits, else the leading region, else its heaviest part', () => {
    const x = (frame: Parameters<typeof stillCrop>[0]) => stillCrop(frame, display, '1:1').x;
    expect(x({ box: box(0.3, 0.5), regions: [region(0.3, 0.1)] })).toBeCloseTo(0.55 - 0.28125, 9);
    expect(x({ box: box(0.1, 0.8), regions: [region(0.6, 0.2)] })).toBeCloseTo(0.7 - 0.28125, 9);
    expect(x({ box: box(0.1, 0.8), regions: [region(0.1, 0.7, 0.3)] })).toBeCloseTo(0.3 - 0.28125, 9);
  });

  it('is the middle where nothing stands out, and the whole picture for its own aspect', () => {
    const nothing = { box: null, regions: [] };
    expect(stillCrop(nothing, display, '9:16')).toMatchObject({ x: 0.5 - (0.5 * 81) / 256, y: 0, height: 1 });
    expect(stillCrop(nothing, display, '16:9')).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });
});
