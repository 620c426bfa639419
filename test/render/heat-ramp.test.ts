import { describe, expect, it } from 'vitest';
import { colormap } from '#lib/render/colormaps.js';
import { heatRamp } from '#lib/render/heat-ramp.js';

const alphaOf = (opacity: number, threshold: number) =>
  Array.from(heatRamp({ colormap: 'turbo', opacity, threshold }).alpha);

describe('heatRamp', () => {
  it('is fully transparent up to the threshold and never below it', () => {
    const alpha = alphaOf(1, 0.4);
    expect(alpha.slice(0, 103)).toEqual(new Array(103).fill(0));
    expect(alpha[125]).toBeGreaterThan(0);
  });

  it('reaches the opacity, and stays there', () => {
    const alpha = alphaOf(0.6, 0.2);
    expect(alpha.slice(128)).toEqual(new Array(128).fill(153));
  });

  it('reaches the opacity at the highest level, however high the threshold', () => {
    expect(alphaOf(1, 0.9)[255]).toBe(255);
    expect(alphaOf(1, 0.99)[255]).toBe(255);
  });

  it('shows nothing above a threshold of 1, and nothing of level 0 at a threshold of 0', () => {
    expect(alphaOf(1, 1)).toEqual(new Array(256).fill(0));
    expect(alphaOf(1, 0)[0]).toBe(0);
  });

  it('never falls and never jumps as saliency rises', () => {
    const alpha = alphaOf(1, 0.2);
    for (let level = 1; level < 256; level++) {
      expect(alpha[level]! - alpha[level - 1]!).toBeGreaterThanOrEqual(0);
      expect(alpha[level]! - alpha[level - 1]!).toBeLessThanOrEqual(6);
    }
  });

  it('takes its colors from the color map, whatever the threshold', () => {
    expect(heatRamp({ colormap: 'magma', opacity: 0.5, threshold: 0.5 }).color).toEqual(colormap('magma'));
  });
});
