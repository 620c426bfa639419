import { describe, expect, test } from 'vitest';
import { PatchContrast } from '#lib/features/patch-contrast.js';
import { Patches } from '#lib/features/patches.js';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { createModel } from '#lib/models/registry.js';
import { greatestDifference } from '../helpers/map-one.js';
import { disc, random } from '../helpers/scenes.js';

/** Values of the patches of a picture, pixel by pixel, and where they are. */
function slowPatches(planes: readonly Float32Array[], width: number, height: number) {
  const [columns, rows] = [Math.round(width / 3.5), Math.round(height / 3.5)];
  return Array.from({ length: columns * rows }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const [cx, cy] = [Math.floor(((column + 0.5) * width) / columns), Math.floor(((row + 0.5) * height) / rows)];
    const values = planes.flatMap((plane) =>
      Array.from({ length: 49 }, (_, k) => {
        const x = Math.max(0, Math.min(width - 1, cx + (k % 7) - 3));
        const y = Math.max(0, Math.min(height - 1, cy + Math.floor(k / 7) - 3));
        return plane[y * width + x]!;
      }),
    );
    const unit = Math.max(width, height);
    return {
      values,
      x: ((column + 0.5) * width) / columns / unit,
      y: ((row + 0.5) * height) / rows / unit,
    };
  });
}

describe('context-aware', () => {
  test('compares each patch with the 64 that are nearest of all, to 1e-5', () => {
    const next = random(5);
    const arena = new Arena(2 ** 22);
    const pictures = [
      [70, 42],
      [35, 21],
    ].map(([width, height]) => {
      // Stripes under noise, so that some patches are alike.
      const planes = [0, 1, 2].map((c) =>
        Float32Array.from({ length: width! * height! }, (_, i) => 30 * Math.sin((i % width!) / 3 + c) + 20 * next()),
      );
      const patches = new Patches(arena, { width: width!, height: height! });
      patches.cut(planes);
      return { patches, slow: slowPatches(planes, width!, height!) };
    });
    const [large, small] = pictures as [(typeof pictures)[0], (typeof pictures)[0]];
    const expected = large.slow.map((one) => {
      const distances = [...large.slow, ...small.slow]
        .filter((other) => other !== one)
        .map((other) => {
          const square = other.values.reduce((sum, value, k) => sum + (value - one.values[k]!) ** 2, 0);
          return Math.sqrt(square / 49) / 100 / (1 + 3 * Math.hypot(one.x - other.x, one.y - other.y));
        })
        .sort((a, b) => a - b)
        .slice(0, 64);
      return 1 - Math.exp(-distances.reduce((sum, distance) => sum + distance, 0) / 64);
    });
    const out = new Float32Array(expected.length);
    new PatchContrast(instantiateKernels(arena.memory), arena).measure(
      large.patches,
      [large.patches, small.patches],
      out,
    );
    expect(greatestDifference(out, expected)).toBeLessThan(1e-5);
  });

  test('maps key frames alone, and carries their maps to the frames between', async () => {
    const size = { width: 96, height: 64 };
    const frames = Array.from({ length: 6 }, (_, i) => disc(96, 64, 30 + 4 * i, 32, 10, i));
    const model = await createModel('context-aware', { ...size, latency: 0, keyEvery: 3 });
    const mapped: boolean[] = [];
    let last = 0;
    const centers: number[] = [];
    for (const frame of frames) {
      const { milliseconds } = model.push(frame, (map) => {
        let [sum, moment] = [0, 0];
        map.forEach((value, i) => {
          sum += value ** 4;
          moment += value ** 4 * (i % 96);
        });
        centers.push(moment / sum);
      });
      mapped.push(milliseconds.map !== last);
      last = milliseconds.map!;
    }
    expect(mapped).toEqual([true, false, false, true, false, false]);
    for (let i = 1; i < 6; i++) expect(centers[i]! - centers[0]!).toBeGreaterThan(4 * i - 6);
  });

  test('shows what is near to the subject more than what is far from it', async () => {
    const size = { width: 200, height: 60 };
    const model = await createModel('context-aware', { ...size, latency: 0 });
    let map = new Float32Array(0);
    model.push(disc(200, 60, 40, 30, 12), (made) => {
      map = made.slice();
    });
    const mean = (from: number, to: number) => {
      const values = Array.from(map).filter((_, i) => i % 200 >= from && i % 200 < to);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean(64, 84)).toBeGreaterThan(1.2 * mean(180, 200));
  });
});
