import { describe, expect, test } from 'vitest';
import { createModel } from '#lib/models/registry.js';
import { meansOf } from '../helpers/scenes.js';
import { scene } from '../helpers/temporal-clips.js';

const width = 160;
const height = 96;
const size = { width, height };

/** A camera that pans by a pixel a frame, and a square that only its own motion gives away. */
const moving = Array.from({ length: 12 }, (_, i) =>
  scene(width, height, { panX: i, square: { x: 40 + 4 * i, y: 34, side: 32 } }),
);
const inside = (i: number) => (x: number, y: number) => x >= 42 + 4 * i && x < 70 + 4 * i && y >= 36 && y < 64;

async function run(frames: readonly Uint8Array[], options: Readonly<Record<string, unknown>> = {}) {
  const model = await createModel('manifold-ranking', { ...size, ...options });
  const maps: Float32Array[] = [];
  const confidences: number[] = [];
  const emitted: number[] = [];
  const emit = (map: Float32Array, confidence?: number) => {
    maps.push(map.slice());
    confidences.push(confidence!);
  };
  for (const frame of frames) {
    model.push(frame, emit);
    emitted.push(maps.length);
  }
  model.flush(emit);
  return { maps, confidences, emitted };
}

describe.each([0, 1, 2, 5, 9])('with a latency of %i', (latency) => {
  test('maps come in order, as late as that, and as many as frames', async () => {
    const { maps, emitted } = await run(moving, { latency });
    expect(emitted).toEqual(moving.map((_, i) => Math.max(0, i + 1 - latency)));
    expect(maps).toHaveLength(moving.length);
  });

  test('what moves by itself is found in its own frame', async () => {
    const { maps } = await run(moving, { latency });
    maps.forEach((map, i) => {
      // The first frame of a clip has no motion until the second is seen.
      if (latency === 0 && i < 3) return;
      const means = meansOf(map, width, inside(i));
      expect(means.inside).toBeGreaterThan(0.5);
      expect(means.outside).toBeLessThan(0.2);
    });
  });

  test('frames of another shot change nothing', async () => {
    const other = Array.from({ length: 7 }, (_, i) =>
      scene(width, height, { panX: 4000, panY: 500 + i, square: { x: 90, y: 50 - 3 * i, side: 40 } }).map(
        (value) => 255 - value / 3,
      ),
    );
    const model = await createModel('manifold-ranking', { ...size, latency });
    const maps: Float32Array[] = [];
    const cuts: number[] = [];
    [...moving, ...other].forEach((frame, i) => {
      if (model.push(frame, (map) => maps.push(map.slice())).cut) cuts.push(i);
    });
    model.flush((map) => maps.push(map.slice()));
    expect(cuts).toEqual([moving.length]);
    expect(maps.slice(0, moving.length)).toEqual((await run(moving, { latency })).maps);
    expect(maps.slice(moving.length)).toEqual((await run(other, { latency })).maps);
  });
});

test('black frames within a shot are empty, and what is around them does not leak', async () => {
  const black = new Uint8Array(3 * width * height);
  const { maps, confidences } = await run([...moving.slice(0, 5), black, black, ...moving.slice(5)]);
  for (const i of [5, 6]) {
    expect(maps[i]!.every((value) => value === 0)).toBe(true);
    expect(confidences[i]).toBe(0);
  }
  expect(meansOf(maps[4]!, width, inside(4)).inside).toBeGreaterThan(0.4);
});

describe('confidence', () => {
  const last = (values: readonly number[]) => values.at(-1)!;

  test('is high where something moves by itself', async () => {
    expect(last((await run(moving)).confidences)).toBeGreaterThan(0.8);
  });

  test('is low for a still texture, and for one that only the camera moves over', async () => {
    const still = new Array<Uint8Array>(10).fill(scene(width, height, {}));
    const pan = Array.from({ length: 10 }, (_, i) => scene(width, height, { panX: 3 * i, panY: i }));
    expect(last((await run(still)).confidences)).toBeLessThan(0.35);
    expect(last((await run(pan)).confidences)).toBeLessThan(0.35);
  });

  test('scales calibrated maps where next to nothing is there', async () => {
    const pan = Array.from({ length: 8 }, (_, i) => scene(width, height, { panX: 3 * i }));
    const { maps, confidences } = await run(pan, { calibrated: false });
    const calibrated = await run(pan, { calibrated: true });
    const shares = confidences.map((confidence) => Math.max(0, Math.min(1, (confidence - 0.05) / 0.25)));
    expect(Math.min(...shares)).toBeLessThan(1);
    maps.forEach((map, i) => {
      map.forEach((value, p) => {
        if (Math.abs(calibrated.maps[i]![p]! - shares[i]! * value) > 1e-5) expect.fail(`map ${i}, pixel ${p}`);
      });
    });
  });
});
