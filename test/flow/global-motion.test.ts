import { expect, test } from 'vitest';
import { FlowField } from '#lib/flow/flow-field.js';
import { GlobalMotion } from '#lib/flow/global-motion.js';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { random } from '../helpers/scenes.js';

const width = 90;
const height = 60;

function setup() {
  const arena = new Arena(GlobalMotion.bytes(width, height) + 2 * FlowField.bytes(width, height));
  const motion = new GlobalMotion(instantiateKernels(arena.memory), arena, width, height);
  const field = () => new FlowField(arena, width, height);
  return { motion, flow: field(), residual: field() };
}

/** Fills a flow from a function of the pixel. */
function fill({ u, v }: FlowField, vector: (x: number, y: number) => readonly [number, number]): void {
  for (let i = 0; i < width * height; i++) [u[i], v[i]] = vector(i % width, Math.floor(i / width)) as [number, number];
}

const camera = (x: number, y: number) => [2 + 0.03 * x - 0.01 * y, -1 + 0.02 * x + 0.015 * y] as const;

test('an affine flow is explained without a rest', () => {
  const { motion, flow, residual } = setup();
  fill(flow, camera);
  motion.fit(flow);
  motion.residual(flow, 1, residual);
  for (const plane of [residual.u, residual.v]) {
    for (const value of plane) expect(Math.abs(value)).toBeLessThan(0.002);
  }
});

test('what moves by itself in a third of the picture does not disturb', () => {
  const { motion, flow, residual } = setup();
  const next = random(3);
  const moves = (x: number, y: number) => x >= 25 && x < 75 && y >= 14 && y < 52;
  fill(flow, (x, y) => {
    const [u, v] = camera(x, y);
    const noise = () => 0.1 * (next() - 0.5);
    return moves(x, y) ? [u + 3, v - 2] : [u + noise(), v + noise()];
  });
  motion.fit(flow);
  motion.residual(flow, 10, residual);
  for (let i = 0; i < width * height; i++) {
    const inside = moves(i % width, Math.floor(i / width));
    expect(Math.abs(residual.u[i]! / 10 - (inside ? 3 : 0))).toBeLessThan(0.15);
    expect(Math.abs(residual.v[i]! / 10 + (inside ? 2 : 0))).toBeLessThan(0.15);
  }
});

test('a still picture has no motion to explain', () => {
  const { motion, flow, residual } = setup();
  flow.clear();
  motion.fit(flow);
  motion.residual(flow, 1, residual);
  expect(residual.u.every((value) => value === 0) && residual.v.every((value) => value === 0)).toBe(true);
});
