import { expect, it } from 'vitest';
import { MapSpool } from '#lib/segments/map-spool.js';

const time = { pts: 0, timeBase: { num: 1, den: 25 } };

it.each([
  [false, [2, 1, 0]],
  [true, [3, 3, 3]],
])('gives maps in order, and lets go of them unless it keeps them (%s)', async (keeps, left) => {
  const spool = new MapSpool(keeps);
  for (const level of [10, 20, 30]) await spool.add(time, Uint8Array.of(level));
  spool.end();
  const seen: number[][] = [];
  for await (const { levels } of spool.read()) seen.push([levels[0]!, spool.maps.length]);
  expect(seen).toEqual([10, 20, 30].map((level, i) => [level, left[i]]));
});
