import { describe, expect, it } from 'vitest';
import { colormap } from '#lib/render/colormaps.js';
import { HeatmapPlanes } from '#lib/render/heatmap-planes.js';

const options = { colormap: 'gray', opacity: 1, threshold: 0, blend: 'normal', sideBySide: false } as const;

/** RGB of limited-range YCbCr, from the inverse of the published matrices (ITU-R BT.601-7, BT.709-6). */
function toRgb(y: number, u: number, v: number, matrix: 'bt601' | 'bt709') {
  const [rv, gu, gv, bu] =
    matrix === 'bt601' ? [1.402, -0.344136, -0.714136, 1.772] : [1.5748, -0.187324, -0.468124, 1.8556];
  const l = (255 * (y - 16)) / 219;
  const cb = (255 * (u - 128)) / 224;
  const cr = (255 * (v - 128)) / 224;
  return [l + rv! * cr, l + gu! * cb + gv! * cr, l + bu! * cb];
}

describe('HeatmapPlanes', () => {
  it('writes Y, U, V and A planes, chroma at half size rounded up', () => {
    const out = new HeatmapPlanes({ width: 3, height: 3 }, options, 'bt709').paint(new Float32Array(9).fill(1));
    expect(out).toHaveLength(9 + 4 + 4 + 9);
    expect(Array.from(out.subarray(0, 9))).toEqual(new Array(9).fill(235));
    expect(Array.from(out.subarray(9, 17))).toEqual(new Array(8).fill(128));
    expect(Array.from(out.subarray(17))).toEqual(new Array(9).fill(255));
  });

  it('maps black to 16 and white to 235', () => {
    const out = new HeatmapPlanes({ width: 2, height: 1 }, options, 'bt601').paint(Float32Array.of(0, 1));
    expect(Array.from(out)).toEqual([16, 235, 128, 128, 0, 255]);
  });

  it.each(['bt601', 'bt709'] as const)(
    'gives the colors of the map back through the inverse matrix of %s',
    (matrix) => {
      const planes = new HeatmapPlanes({ width: 1, height: 1 }, { ...options, colormap: 'turbo' }, matrix);
      for (const level of [0, 30, 90, 128, 200, 255]) {
        const [y, u, v] = planes.paint(Float32Array.of(level / 255));
        toRgb(y!, u!, v!, matrix).forEach((value, c) => {
          expect(Math.abs(value - colormap('turbo')[3 * level + c]!)).toBeLessThan(2);
        });
      }
    },
  );

  it('tells the matrices apart', () => {
    const paint = (matrix: 'bt601' | 'bt709') =>
      new HeatmapPlanes({ width: 1, height: 1 }, { ...options, colormap: 'jet' }, matrix).paint(
        Float32Array.of(0.5),
      )[0];
    expect(paint('bt601')).not.toBe(paint('bt709'));
  });

  it('averages the chroma of four pixels, and counts the last pixel of an odd edge twice', () => {
    const size = { width: 3, height: 1 };
    const jet = { ...options, colormap: 'jet' } as const;
    const single = new HeatmapPlanes({ width: 1, height: 1 }, jet, 'bt709');
    const [uLow, uHigh] = [single.paint(Float32Array.of(0))[1]!, single.paint(Float32Array.of(1))[1]!];
    const out = new HeatmapPlanes(size, jet, 'bt709').paint(Float32Array.of(0, 1, 0));
    expect(out[3]).toBe(Math.floor((uLow + uHigh + 1) / 2));
    expect(out[4]).toBe(uLow);
  });

  it('is transparent up to the threshold and has the opacity well above it', () => {
    const planes = new HeatmapPlanes({ width: 4, height: 1 }, { ...options, opacity: 0.5, threshold: 0.3 }, 'bt709');
    const out = planes.paint(Float32Array.of(0, 0.29, 0.45, 0.9));
    const alpha = out.subarray(-4);
    expect(alpha[0]).toBe(0);
    expect(alpha[1]).toBe(0);
    expect(alpha[2]).toBeGreaterThan(50);
    expect(alpha[2]).toBeLessThan(80);
    expect(alpha[3]).toBe(128);
  });

  it('writes every frame into the same buffer', () => {
    const planes = new HeatmapPlanes({ width: 2, height: 2 }, options, 'bt709');
    const first = planes.paint(new Float32Array(4).fill(1));
    const second = planes.paint(new Float32Array(4));
    expect(second).toBe(first);
    expect(Array.from(second.subarray(0, 4))).toEqual([16, 16, 16, 16]);
  });
});
