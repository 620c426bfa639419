import { expect, test } from 'vitest';
import { FlowField } from '#lib/flow/flow-field.js';
import { invertFlow, warpAndBlend, warpMap } from '#lib/flow/warp.js';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { random } from '../helpers/scenes.js';

function setup(width: number, height: number) {
  const arena = new Arena(1 << 20);
  const kernels = instantiateKernels(arena.memory);
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const flow = new FlowField(arena, w, h);
  return { arena, kernels, flow, w, h };
}

/** Bilinear value of a plane at any place, going on beyond the border as it ends. */
function sample(plane: Float32Array, width: number, height: number, x: number, y: number): number {
  const at = (column: number, row: number) =>
    plane[Math.max(0, Math.min(height - 1, row)) * width + Math.max(0, Math.min(width - 1, column))]!;
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  return (
    (1 - fy) * ((1 - fx) * at(x0, y0) + fx * at(x0 + 1, y0)) +
    fy * ((1 - fx) * at(x0, y0 + 1) + fx * at(x0 + 1, y0 + 1))
  );
}

test.each([
  [1, 1],
  [2, 2],
  [3, 5],
  [16, 9],
  [41, 30],
])('a map of %i × %i goes where the flow says, as a plain loop tells', (width, height) => {
  const { arena, kernels, flow, w, h } = setup(width, height);
  const next = random(width + height);
  const map = arena.float32(width * height).map(next);
  const own = arena.float32(width * height);
  const source = arena.float32(width * height);
  source.set(map);
  own.set(own.map(next));
  // Far enough to leave the picture at times.
  flow.u.set(flow.u.map(() => 8 * next() - 4));
  flow.v.set(flow.v.map(() => 8 * next() - 4));
  const expected = Float32Array.from(map, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const cell = Math.min(y >> 1, h - 1) * w + Math.min(x >> 1, w - 1);
    // One vector moves its 2 × 2 pixels together.
    return sample(map, width, height, x + 2 * flow.u[cell]!, y + 2 * flow.v[cell]!);
  });
  const out = arena.float32(width * height);
  warpMap(kernels, source, width, height, flow, out);
  expected.forEach((value, i) => {
    expect(out[i]).toBeCloseTo(value, 5);
  });
  warpAndBlend(kernels, source, width, height, flow, own, 0.25, out);
  expected.forEach((value, i) => {
    expect(out[i]).toBeCloseTo(0.25 * own[i]! + 0.75 * value, 5);
  });
});

test('the inverse of an even flow is its opposite', () => {
  const { arena, kernels, flow, w, h } = setup(24, 18);
  const inverse = new FlowField(arena, w, h);
  flow.u.fill(1.5);
  flow.v.fill(-0.75);
  invertFlow(kernels, flow, inverse);
  expect(inverse.u.every((value) => value === -1.5)).toBe(true);
  expect(inverse.v.every((value) => value === 0.75)).toBe(true);
});

test('the inverse of a flow is one fixed-point step, as a plain loop tells', () => {
  const { arena, kernels, flow, w, h } = setup(38, 26);
  const inverse = new FlowField(arena, w, h);
  const next = random(5);
  flow.u.set(flow.u.map(() => 6 * next() - 3));
  flow.v.set(flow.v.map(() => 6 * next() - 3));
  invertFlow(kernels, flow, inverse);
  for (let i = 0; i < w * h; i++) {
    const x = Math.max(0, Math.min(w - 1, (i % w) - flow.u[i]!));
    const y = Math.max(0, Math.min(h - 1, Math.floor(i / w) - flow.v[i]!));
    expect(inverse.u[i]).toBeCloseTo(-sample(flow.u, w, h, x, y), 4);
    expect(inverse.v[i]).toBeCloseTo(-sample(flow.v, w, h, x, y), 4);
  }
});
