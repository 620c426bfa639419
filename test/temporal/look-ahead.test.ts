import { expect, test } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { LookAhead } from '#lib/temporal/look-ahead.js';

const size = { width: 6, height: 4 };

function lookAhead(frames: number): LookAhead {
  const arena = new Arena(LookAhead.bytes(size, frames));
  return new LookAhead(instantiateKernels(arena.memory), arena, size, frames);
}

/** Pushes maps that are of one value each, in a clip without motion; returns the values that come out. */
function run(ahead: LookAhead, values: readonly number[], empty: readonly number[] = []): number[] {
  const out: number[] = [];
  const take = () => {
    const map = ahead.take();
    expect(new Set(map).size).toBe(1);
    out.push(map[0]!);
  };
  values.forEach((value, i) => {
    const entry = ahead.add();
    entry.map.fill(value);
    entry.empty = empty.includes(i);
    if (ahead.due) take();
  });
  while (ahead.pending > 0) take();
  return out;
}

/** The recursion, written down for values. */
function expected(values: readonly number[], frames: number): number[] {
  return values.map((_, t) => {
    const last = Math.min(t + frames, values.length - 1);
    let x = values[last]!;
    for (let s = last - 1; s >= t; s--) x = 0.17 * values[s]! + 0.83 * x;
    return x;
  });
}

const values = [0.5, 0, 1, 0.25, 0.75, 0.125, 1, 0];

test.each([0, 1, 2, 4, 7])('every map comes out once, smoothed by the %i that follow', (frames) => {
  const out = run(lookAhead(frames), values);
  expect(out).toHaveLength(values.length);
  expected(values, frames).forEach((value, i) => {
    expect(out[i]).toBeCloseTo(value, 6);
  });
});

test('a map is due as many frames after it came as are waited for', () => {
  const ahead = lookAhead(3);
  for (let i = 0; i < 3; i++) {
    ahead.add();
    expect(ahead.due).toBe(false);
  }
  ahead.add();
  expect(ahead.due).toBe(true);
});

test('an empty frame stays empty, and those before it do not see it', () => {
  const out = run(lookAhead(4), [0.5, 0.5, 0, 1, 1], [2]);
  expect(out[0]).toBeCloseTo(0.5, 6);
  expect(out[1]).toBeCloseTo(0.5, 6);
  expect(out[2]).toBe(0);
  expect(out[3]).toBeCloseTo(1, 6);
});

test('maps are carried against the motion of what follows', () => {
  const ahead = lookAhead(1);
  // One step to the right from frame to frame, in vectors of half the size.
  [2, 3].forEach((column) => {
    const entry = ahead.add();
    entry.map.fill(0);
    for (let y = 0; y < size.height; y++) entry.map[y * size.width + column] = 1;
    entry.forward.u.fill(0.5);
    entry.empty = false;
  });
  const map = ahead.take();
  for (let x = 0; x < size.width; x++) expect(map[x]).toBeCloseTo(x === 2 ? 1 : 0, 6);
});
