import { expect, test } from 'vitest';
import { FlowField } from '#lib/flow/flow-field.js';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { Belief } from '#lib/temporal/belief.js';

const size = { width: 8, height: 6 };
const pixels = size.width * size.height;

function setup(hold = 4) {
  const arena = new Arena(Belief.bytes(size) + FlowField.bytes(4, 3) + 4 * pixels + 64);
  const belief = new Belief(instantiateKernels(arena.memory), arena, size, 0.25, hold);
  const still = new FlowField(arena, 4, 3);
  const seen = arena.float32(pixels);
  const see = (value: number, motion?: number, confidence = 1, empty = false) => {
    const prior = belief.carry(still);
    belief.update(seen.fill(value), { motion, confidence, empty });
    return { prior, value: seen[0]! };
  };
  return { belief, still, seen, see };
}

test('the first frame is believed as it is seen', () => {
  const { see } = setup();
  const { prior, value } = see(0.75);
  expect(prior).toBeUndefined();
  expect(value).toBe(0.75);
});

test('a quarter of what is seen later enters the belief', () => {
  const { see } = setup();
  see(1);
  expect(see(0).value).toBeCloseTo(0.75, 6);
  expect(see(0).value).toBeCloseTo(0.5625, 6);
});

test('when motion stops, what was believed is held; without a hold it fades', () => {
  const held = setup(4);
  const fading = setup(0);
  for (let i = 0; i < 5; i++) for (const { see } of [held, fading]) see(1, 10);
  for (let i = 0; i < 25; i++) for (const { see } of [held, fading]) see(0, 0.05);
  expect(held.see(0, 0.05).value).toBeGreaterThan(0.8);
  expect(fading.see(0, 0.05).value).toBeLessThan(0.01);
});

test('slight motion in a clip that never had more is not held', () => {
  const { see } = setup(4);
  for (let i = 0; i < 5; i++) see(1, 0.1);
  expect(see(0, 0.1).value).toBeCloseTo(0.75, 6);
});

test('what is seen with half the confidence changes the belief by half as much', () => {
  const { belief, see } = setup();
  see(1, undefined, 0.8);
  expect(see(0, undefined, 0.4).value).toBeCloseTo(1 - 0.125, 6);
  expect(belief.confidence).toBeCloseTo(0.8 - 0.25 * 0.4, 6);
});

test('what is seen without confidence changes nothing of the belief, but nobody stays sure of it', () => {
  const { belief, see } = setup();
  see(1, undefined, 0.8);
  for (let i = 1; i <= 3; i++) {
    expect(see(0, undefined, 0).value).toBeCloseTo(1, 6);
    expect(belief.confidence).toBeCloseTo(0.8 * 0.75 ** i, 6);
  }
});

test('an empty frame ends what was believed', () => {
  const { see, belief } = setup();
  see(1, 10);
  expect(see(0, 0, 0, true).value).toBe(0);
  expect(belief.confidence).toBe(0);
  const next = see(0.5, 10, 0.6);
  expect(next.prior).toBeUndefined();
  expect(next.value).toBe(0.5);
});

test('the belief moves with the flow', () => {
  const { belief, still, seen } = setup();
  seen.fill(0);
  for (let y = 0; y < size.height; y++) seen[y * size.width + 2] = 1;
  belief.update(seen, { motion: undefined, confidence: 1, empty: false });
  // Each pixel was two columns to the left.
  still.u.fill(-1);
  const prior = belief.carry(still)!;
  for (let x = 0; x < size.width; x++) expect(prior[x]).toBe(x === 4 ? 1 : 0);
});
