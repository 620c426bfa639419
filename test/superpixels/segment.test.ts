import { expect, test } from 'vitest';
import { maxSuperpixels } from '#lib/superpixels/grid.js';
import { segment } from '#lib/superpixels/segment.js';
import { disc, flat, noise, paint } from '../helpers/scenes.js';

/** Number of 4-connected components of each label. */
function componentsOf(labels: Uint16Array, width: number): number[] {
  const seen = new Uint8Array(labels.length);
  const components: number[] = [];
  for (let start = 0; start < labels.length; start++) {
    if (seen[start]) continue;
    const label = labels[start]!;
    components[label] = (components[label] ?? 0) + 1;
    const stack = [start];
    seen[start] = 1;
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      const x = p % width;
      for (const q of [x > 0 ? p - 1 : p, x < width - 1 ? p + 1 : p, p - width, p + width]) {
        if (labels[q] !== label || seen[q]) continue;
        seen[q] = 1;
        stack.push(q);
      }
    }
  }
  return components;
}

test.each([
  [1, 1, 200],
  [1, 7, 200],
  [7, 1, 3],
  [2, 2, 200],
  [5, 3, 4],
  [40, 30, 1],
  [40, 30, 1200],
  [64, 48, 50],
  [161, 121, 200],
  [400, 3, 60],
  [3, 400, 60],
])('labels of a %i × %i picture with %i superpixels are 0 … n − 1, each connected', (width, height, superpixels) => {
  for (const rgb of [
    flat(width, height, [90, 90, 90]),
    noise(width, height, 5),
    disc(width, height, width / 2, 1, 9),
  ]) {
    for (const compactness of [0.1, 20, 200]) {
      const labels = segment({ rgb, width, height, superpixels, compactness });
      expect(labels).toHaveLength(width * height);
      const components = componentsOf(labels, width);
      expect(components.length).toBeGreaterThan(0);
      expect(Array.from(components, (count) => count ?? 0).every((count) => count === 1)).toBe(true);
    }
  }
});

test.each([
  [200, 150, 48, 48],
  [400, 225, 200, 209],
  [225, 400, 200, 209],
  [300, 20, 40, 48],
  [400, 3, 60, 69],
])('a flat picture of %i × %i is cut into about %i parts of like size: %i', (width, height, superpixels, parts) => {
  const labels = segment({ rgb: flat(width, height, [50, 80, 120]), width, height, superpixels });
  const areas: number[] = [];
  for (const label of labels) areas[label] = (areas[label] ?? 0) + 1;
  expect(areas).toHaveLength(parts);
  expect(parts).toBeLessThanOrEqual(maxSuperpixels(superpixels));
  const mean = (width * height) / parts;
  expect(Math.min(...areas)).toBeGreaterThan(0.7 * mean);
  expect(Math.max(...areas)).toBeLessThan(1.3 * mean);
});

test('superpixels end where colors do', () => {
  const width = 120;
  const height = 80;
  const quadrant = (x: number, y: number) => (x < 51 ? 0 : 1) + (y < 37 ? 0 : 2);
  const colors = [
    [200, 30, 30],
    [30, 180, 40],
    [40, 60, 200],
    [220, 210, 60],
  ] as const;
  const rgb = paint(width, height, (x, y) => colors[quadrant(x, y)]!);
  const labels = segment({ rgb, width, height, superpixels: 60 });
  const quadrantOf: number[] = [];
  labels.forEach((label, i) => {
    const q = quadrant(i % width, Math.floor(i / width));
    quadrantOf[label] ??= q;
    expect(quadrantOf[label]).toBe(q);
  });
});

test('high compactness gives squarer superpixels', () => {
  const width = 160;
  const height = 120;
  const rgb = noise(width, height, 3).map((value) => 100 + value / 16);
  const boundary = (compactness: number) => {
    const labels = segment({ rgb, width, height, superpixels: 48, compactness });
    return labels.reduce((sum, label, i) => sum + (i % width && label !== labels[i - 1] ? 1 : 0), 0);
  };
  expect(boundary(80)).toBeLessThan(boundary(8));
});

test('bad input is named', () => {
  const rgb = flat(4, 3, [1, 2, 3]);
  expect(() => segment({ rgb, width: 4, height: 4 })).toThrow('rgb: expected 48 bytes for 4×4 pixels, got 36 of them');
  expect(() => segment({ rgb, width: 4.5, height: 3 })).toThrow(/^width: expected an integer in \[1, 32768\], got 4.5/);
  expect(() => segment({ rgb, width: 4, height: 3, superpixels: 0 })).toThrow(/^superpixels: expected an integer/);
});
