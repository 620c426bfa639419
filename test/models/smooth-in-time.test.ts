import { describe, expect, test } from 'vitest';
import type { EmitMap, SaliencyModel } from '#lib/core/model.js';
import { createModel } from '#lib/models/registry.js';
import { smoothInTime } from '#lib/models/smooth-in-time.js';
import { flat } from '../helpers/scenes.js';
import { scene } from '../helpers/temporal-clips.js';

const width = 64;
const height = 48;
const size = { width, height };
const still = scene(width, height, {});

/** A model whose map of frame i is of the value given for it, and which calls some frames cuts. */
function scripted(values: readonly number[], cuts: readonly number[] = [], confidence?: number): SaliencyModel {
  let next = 0;
  const stats = { milliseconds: {}, counts: {} };
  return {
    ...size,
    latency: 0,
    push(_, emit) {
      const frame = next++;
      emit(new Float32Array(width * height).fill(values[frame]!), confidence);
      return { ...stats, cut: cuts.includes(frame) };
    },
    flush: () => {},
    reseed: () => {},
    reset: () => {
      next = 0;
    },
  };
}

function run(model: SaliencyModel, frames: number) {
  const values: number[] = [];
  const confidences: (number | undefined)[] = [];
  const emitted: number[] = [];
  const emit: EmitMap = (map, confidence) => {
    expect(new Set(map).size).toBe(1);
    values.push(map[0]!);
    confidences.push(confidence);
  };
  for (let i = 0; i < frames; i++) {
    model.push(still, emit);
    emitted.push(values.length);
  }
  model.flush(emit);
  return { values, confidences, emitted };
}

const flickering = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 0.9 : 0.3));

describe.each([0, 1, 2, 5])('with a latency of %i', (latency) => {
  test('one map leaves for each frame, as late as that', () => {
    const { values, emitted } = run(smoothInTime(scripted(flickering), { latency }), 20);
    expect(values).toHaveLength(20);
    expect(emitted).toEqual(flickering.map((_, i) => Math.max(0, i + 1 - latency)));
  });

  test('maps that flicker come to hold still around their mean', () => {
    const { values } = run(smoothInTime(scripted(flickering), { latency }), 20);
    for (let i = 12; i < 19; i++) {
      expect(Math.abs(values[i]! - values[i + 1]!)).toBeLessThan(0.15);
      expect(values[i]).toBeGreaterThan(0.45);
      expect(values[i]).toBeLessThan(0.75);
    }
  });

  test('nothing is mixed across what the model calls a cut', () => {
    const { values } = run(
      smoothInTime(scripted([...Array(9).fill(0.2), ...Array(9).fill(0.8)], [9]), { latency }),
      18,
    );
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(i < 9 ? 0.2 : 0.8, 5);
    });
  });

  test('an empty map stays empty, and what comes before and after it stays as it is', () => {
    const { values } = run(smoothInTime(scripted([0.6, 0.6, 0.6, 0, 0.6, 0.6, 0.6]), { latency }), 7);
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(i === 3 ? 0 : 0.6, 5);
    });
  });

  test('after a reset it is as new, also with frames pending', () => {
    const model = smoothInTime(scripted(flickering), { latency });
    const first = run(model, 12).values;
    model.reset();
    for (let i = 0; i < 4; i++) model.push(still, () => {});
    model.reset();
    expect(run(model, 12).values).toEqual(first);
  });
});

test('a map follows what moves', () => {
  const [w, h, side] = [160, 96, 32];
  const left = (frame: number) => 20 + 4 * frame;
  let next = 0;
  const squares: SaliencyModel = {
    ...scripted([]),
    width: w,
    height: h,
    push(_, emit) {
      const x = left(next++);
      emit(Float32Array.from({ length: w * h }, (_, p) => Number(p % w >= x && p % w < x + side)));
      return { milliseconds: {}, counts: {}, cut: false };
    },
  };
  const maps: Float32Array[] = [];
  const emit = (map: Float32Array) => void maps.push(map.slice());
  const model = smoothInTime(squares, { latency: 2 });
  for (let i = 0; i < 14; i++) model.push(scene(w, h, { square: { x: left(i), y: 30, side } }), emit);
  model.flush(emit);
  // Where the square has just come to, which averaging in place would leave at 0.3, and its middle.
  const row = maps[12]!.subarray(46 * w, 47 * w);
  expect(row[left(12) + side - 4]).toBeGreaterThan(0.6);
  expect(row[left(12) + side / 2]).toBeGreaterThan(0.9);
});

test('confidence is passed on where the model tells it, and left out where it does not', () => {
  expect(run(smoothInTime(scripted(flickering, [], 0.4)), 8).confidences[7]).toBeCloseTo(0.4, 5);
  expect(run(smoothInTime(scripted(flickering)), 8).confidences).toEqual(Array(8).fill(undefined));
});

test('a model whose maps come late is refused, and so is a latency out of range', async () => {
  const late = await createModel('manifold-ranking', { ...size, latency: 1 });
  expect(() => smoothInTime(late)).toThrow('model: expected one with a latency of 0, got 1');
  expect(() => smoothInTime(scripted([]), { latency: 17 })).toThrow('latency: expected an integer in [0, 16], got 17');
});

test('manifold ranking is smoothed on request', async () => {
  const frames = [0, 2, 4, 6, 8].map((x) => scene(width, height, { square: { x: 10 + x, y: 14, side: 18 } }));
  const mapsOf = (model: SaliencyModel) => {
    const maps: Float32Array[] = [];
    for (const rgb of [...frames, flat(width, height, [0, 0, 0])]) model.push(rgb, (map) => maps.push(map.slice()));
    model.flush((map) => maps.push(map.slice()));
    return maps;
  };
  const smooth = await createModel('manifold-ranking', { ...size, temporal: 'smooth', latency: 3 });
  const alone = await createModel('manifold-ranking', { ...size, temporal: 'off' });
  const maps = mapsOf(smooth);
  expect(smooth.latency).toBe(3);
  expect(maps).toHaveLength(6);
  expect(maps).not.toEqual(mapsOf(alone));
  alone.reset();
  expect(maps).toEqual(mapsOf(smoothInTime(alone, { latency: 3 })));
  expect(maps[5]!.every((value) => value === 0)).toBe(true);
});
