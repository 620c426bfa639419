import { describe, expect, it } from 'vitest';
import { type BlendMode, blendModes } from '#lib/core/blend-mode.js';
import { HeatmapComposite } from '#lib/render/heatmap-composite.js';

const options = { colormap: 'gray', opacity: 1, threshold: 0, blend: 'normal', sideBySide: false } as const;
const base = Uint8Array.of(10, 100, 240);

function paintOne(level: number, changes: { blend?: BlendMode; opacity?: number; threshold?: number }) {
  const composite = new HeatmapComposite({ width: 1, height: 1 }, { ...options, ...changes });
  return Array.from(composite.paint(base, Float32Array.of(level / 255)));
}

describe('HeatmapComposite', () => {
  it.each(blendModes)('leaves the picture untouched up to the threshold with blend mode %s', (blend) => {
    expect(paintOne(100, { blend, threshold: 0.4 })).toEqual([10, 100, 240]);
    expect(paintOne(0, { blend })).toEqual([10, 100, 240]);
  });

  // The heat color is gray 128; by hand from the formulas of the blend modes.
  it.each([
    ['normal', [128, 128, 128]],
    ['screen', [133, 178, 248]],
    ['addition', [138, 228, 255]],
    ['lighten', [128, 128, 240]],
    ['multiply', [5, 50, 120]],
  ] as const)('blends with mode %s', (blend, expected) => {
    expect(paintOne(128, { blend })).toEqual(expected);
  });

  it('mixes by the opacity', () => {
    expect(paintOne(255, { opacity: 0.5 })).toEqual([133, 178, 248]);
  });

  it('colors each pixel from its own value', () => {
    const composite = new HeatmapComposite({ width: 3, height: 1 }, { ...options, colormap: 'jet' });
    const out = composite.paint(new Uint8Array(9), Float32Array.of(0, 1, 128 / 255));
    expect(Array.from(out.subarray(0, 6))).toEqual([0, 0, 0, 128, 0, 0]);
    expect(Array.from(out.subarray(6))).toEqual([130, 255, 126]);
  });

  it('neither changes the picture nor allocates another result', () => {
    const composite = new HeatmapComposite({ width: 1, height: 1 }, options);
    const picture = base.slice();
    const first = composite.paint(picture, Float32Array.of(1));
    expect(composite.paint(picture, Float32Array.of(0))).toBe(first);
    expect(picture).toEqual(base);
  });
});
