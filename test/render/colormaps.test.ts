import { describe, expect, it } from 'vitest';
import { type ColormapName, colormap, colormapNames } from '#lib/render/colormaps.js';

const color = (name: ColormapName, level: number) => Array.from(colormap(name).subarray(3 * level, 3 * level + 3));

const luma = (name: ColormapName) =>
  Array.from({ length: 256 }, (_, level) => {
    const [r, g, b] = color(name, level);
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  });

/** Levels 0, 64, 128, 192 and 255 of the originals: matplotlib's, and Mikhailov's table for turbo. */
const originals = {
  turbo: [48, 18, 59, 40, 188, 235, 164, 252, 60, 251, 126, 33, 122, 4, 3],
  inferno: [0, 0, 4, 87, 16, 110, 188, 55, 84, 249, 142, 9, 252, 255, 164],
  magma: [0, 0, 4, 81, 18, 124, 183, 55, 121, 252, 137, 97, 252, 253, 191],
  viridis: [68, 1, 84, 59, 82, 139, 33, 145, 140, 94, 201, 98, 253, 231, 37],
} as const;

describe('colormap', () => {
  it.each(colormapNames)('%s has 256 colors', (name) => {
    expect(colormap(name)).toHaveLength(768);
  });

  it.each(Object.entries(originals))('%s stays within one level of the original', (name, expected) => {
    const got = [0, 64, 128, 192, 255].flatMap((level) => color(name as ColormapName, level));
    got.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1);
    });
  });

  it.each(['inferno', 'magma', 'viridis', 'hot', 'gray'] as const)('%s grows lighter from level to level', (name) => {
    const values = luma(name);
    // Anchors and colors are rounded to 8 bits, which may take back half a level.
    for (let level = 1; level < 256; level++) expect(values[level]! - values[level - 1]!).toBeGreaterThan(-0.5);
    for (let level = 8; level < 256; level++) expect(values[level]!).toBeGreaterThan(values[level - 8]!);
  });

  it('ends hot and gray in black and white', () => {
    for (const name of ['hot', 'gray'] as const) {
      expect(color(name, 0)).toEqual([0, 0, 0]);
      expect(color(name, 255)).toEqual([255, 255, 255]);
    }
  });

  it('runs jet from dark blue over green to dark red', () => {
    expect(color('jet', 0)).toEqual([0, 0, 128]);
    expect(color('jet', 51)).toEqual([0, 77, 255]);
    expect(color('jet', 128)).toEqual([130, 255, 126]);
    expect(color('jet', 255)).toEqual([128, 0, 0]);
  });

  it('changes by a few levels at most from one color to the next', () => {
    for (const name of colormapNames) {
      const colors = colormap(name);
      for (let i = 3; i < 768; i++) expect(Math.abs(colors[i]! - colors[i - 3]!)).toBeLessThanOrEqual(8);
    }
  });
});
