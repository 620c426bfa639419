import { describe, expect, it } from 'vitest';
import { displaySize } from '#lib/core/display-size.js';

const wide = { width: 720, height: 576, sampleAspect: { num: 64, den: 45 } };
const tall = { width: 360, height: 640, sampleAspect: { num: 3, den: 4 } };

describe('displaySize', () => {
  it('keeps the height', () => {
    expect(displaySize(wide)).toEqual({ width: 1024, height: 576 });
    expect(displaySize(tall)).toEqual({ width: 270, height: 640 });
  });

  it('keeps the side with which no pixel is lost', () => {
    expect(displaySize(wide, 'smaller')).toEqual({ width: 1024, height: 576 });
    expect(displaySize(tall, 'smaller').height).toBeCloseTo(853.33, 2);
  });

  it('keeps the side with which nothing is scaled up', () => {
    expect(displaySize(wide, 'larger')).toEqual({ width: 720, height: 405 });
    expect(displaySize(tall, 'larger')).toEqual({ width: 270, height: 640 });
  });
});
