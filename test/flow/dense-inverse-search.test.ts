import { describe, expect, test } from 'vitest';
import { opticalFlow } from '#lib/flow/dense-inverse-search.js';
import { draw, texture } from './texture.js';

const width = 200;
const height = 112;
const pattern = texture(7);

/** End-point errors of the flow between two pictures against a known one, over the pixels that `counts` takes. */
function errors(
  from: Uint8Array,
  to: Uint8Array,
  expected: (x: number, y: number) => readonly [number, number],
  counts: (x: number, y: number) => boolean,
) {
  const { u, v } = opticalFlow(from, to, width, height);
  const all: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!counts(x, y)) continue;
      const [eu, ev] = expected(x, y);
      all.push(Math.hypot(u[y * width + x]! - eu, v[y * width + x]! - ev));
    }
  }
  all.sort((a, b) => a - b);
  return { mean: all.reduce((a, b) => a + b) / all.length, worst: all[Math.floor(0.99 * all.length)]! };
}

const inner = (margin: number) => (x: number, y: number) =>
  x >= margin && y >= margin && x < width - margin && y < height - margin;

describe.each([
  [0.3, -0.2],
  [2.5, 1.25],
  [-7, 4],
  [18, -9],
])('given a picture moved by %f and %f', (du, dv) => {
  test('the flow is that motion, to a tenth of a pixel', () => {
    const from = draw(width, height, pattern);
    const to = draw(width, height, (x, y) => pattern(x - du, y - dv));
    const { mean, worst } = errors(from, to, () => [du, dv], inner(24));
    expect(mean).toBeLessThan(0.05);
    expect(worst).toBeLessThan(0.2);
  });
});

test.each([
  ['zoom in', 1.04, 0],
  ['zoom out', 0.96, 0],
  ['rotation', 1, 0.04],
  ['zoom and rotation', 1.02, -0.03],
])('a %s about the center is followed', (_, zoom, angle) => {
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const place = (x: number, y: number, s: number, a: number) =>
    [
      cx + s * (Math.cos(a) * (x - cx) - Math.sin(a) * (y - cy)),
      cy + s * (Math.sin(a) * (x - cx) + Math.cos(a) * (y - cy)),
    ] as const;
  const from = draw(width, height, pattern);
  const to = draw(width, height, (x, y) => pattern(...place(x, y, 1 / zoom, -angle)));
  const moved = (x: number, y: number) => {
    const [px, py] = place(x, y, zoom, angle);
    return [px - x, py - y] as const;
  };
  const { mean, worst } = errors(from, to, moved, inner(10));
  expect(mean).toBeLessThan(0.1);
  expect(worst).toBeLessThan(0.35);
});

test('a square that moves over a still ground moves alone', () => {
  const other = texture(8);
  const [du, dv] = [6, -3];
  const inside = (x: number, y: number) => x >= 70 && x < 110 && y >= 40 && y < 80;
  const from = draw(width, height, (x, y) => (inside(x, y) ? other(x, y) : pattern(x, y)));
  const to = draw(width, height, (x, y) => (inside(x - du, y - dv) ? other(x - du, y - dv) : pattern(x, y)));
  const core = (x: number, y: number) => x >= 76 && x < 104 && y >= 46 && y < 74;
  const ground = (x: number, y: number) => x < 54 || x >= 126 || y < 24 || y >= 96;
  expect(errors(from, to, () => [du, dv], core).mean).toBeLessThan(0.15);
  expect(errors(from, to, () => [0, 0], ground).mean).toBeLessThan(0.02);
});

test('brightness that changes between the pictures is not taken for motion', () => {
  const from = draw(width, height, (x, y) => 0.8 * pattern(x, y));
  const to = draw(width, height, (x, y) => 0.8 * pattern(x - 2, y - 1) + 30);
  expect(errors(from, to, () => [2, 1], inner(16)).mean).toBeLessThan(0.1);
});

test('pictures without texture do not move', () => {
  const flat = new Uint8Array(width * height).fill(90);
  const { u, v } = opticalFlow(flat, flat, width, height);
  expect(Math.max(...u, ...v)).toBe(0);
});

test.each([
  [1, 1],
  [7, 40],
  [8, 8],
  [9, 300],
  [33, 17],
])('pictures of %i × %i pixels have a finite flow', (w, h) => {
  const from = draw(w, h, pattern);
  const to = draw(w, h, (x, y) => pattern(x + 1, y));
  const { u, v } = opticalFlow(from, to, w, h);
  expect(u.length).toBe(w * h);
  expect(u.every(Number.isFinite) && v.every(Number.isFinite)).toBe(true);
  if (Math.min(w, h) < 8) expect(u.every((value) => value === 0)).toBe(true);
});
