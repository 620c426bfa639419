import { describe, expect, it } from 'vitest';
import { stillCrop } from '#lib/analysis/reframe/still-crop.js';

const display = { width: 1600, height: 900, sampleAspect: { num: 1, den: 1 } };
const subject = (x: number, width: number) => ({
  subject: { centroid: { x: x + width / 4, y: 0.5 }, box: { x, y: 0.25, width, height: 0.5 } },
});

describe('still crop', () => {
  it('puts a subject that fits in the middle, as far as the picture reaches', () => {
    const crop = stillCrop(subject(0.5, 0.2), display, '9:16');
    expect(crop.width).toBeCloseTo(81 / 256, 12);
    expect(crop.x + crop.width / 2).toBeCloseTo(0.6, 12);
    expect(stillCrop(subject(0.9, 0.1), display, '9:16').x).toBeCloseTo(1 - 81 / 256, 12);
  });

  it('follows the center of a subject that does not fit', () => {
    const crop = stillCrop(subject(0.2, 0.6), display, '9:16');
    expect(crop.x + crop.width / 2).toBeCloseTo(0.35, 12);
  });

  it('takes the middle where nothing stands out, and all of the picture for its own aspect', () => {
    expect(stillCrop({ subject: null }, display, '2.39:1')).toMatchObject({ x: 0, width: 1 });
    expect(stillCrop(subject(0, 0.1), display, '16:9')).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });
});
