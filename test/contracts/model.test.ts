import { describe, expect, test } from 'vitest';
import type { SaliencyModel } from '#lib/core/model.js';
import { loadModelModule } from '#lib/models/model-module.js';
import { createModel, models } from '#lib/models/registry.js';
import { modelUrl } from '../helpers/model-modules.js';
import { disc, flat, meansOf, noise, paint } from '../helpers/scenes.js';

// One that its module defines in full, and one that is a function of a single frame.
await loadModelModule(modelUrl('redness'));
await loadModelModule(modelUrl('color-contrast'));

/** Every map that a model makes of frames, copied. */
function run(model: SaliencyModel, frames: Uint8Array[], flush = true): Float32Array[] {
  const maps: Float32Array[] = [];
  const emit = (map: Float32Array) => void maps.push(map.slice());
  for (const frame of frames) model.push(frame, emit);
  if (flush) model.flush(emit);
  return maps;
}

const width = 96;
const height = 64;
const size = { width, height };
const moving = Array.from({ length: 7 }, (_, i) => disc(width, height, 25 + 6 * i, 32, 14, i));
/** Another scene: bright, with a dark bar. */
const scene = Array.from({ length: 5 }, (_, i) =>
  paint(width, height, (x, y) => (x > 60 + i && x < 75 + i && y > 10 ? [40, 60, 90] : [230 - y / 2, 200, 150 + x / 2])),
);
const other = Array.from({ length: 7 }, (_, i) => noise(width, height, i + 1));

describe.each(models.map((model) => [model.name, model] as const))('%s', (name, definition) => {
  test('says what it is', () => {
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(definition.summary).toMatch(/\w/);
    expect(definition.reference).toMatch(/\w/);
    expect(['object', 'fixation']).toContain(definition.kind);
  });

  test('gives one map a frame, in [0, 1], of the size of the frame', async () => {
    const model = await createModel(name, size);
    expect(model).toMatchObject(size);
    const maps = run(model, moving);
    expect(maps).toHaveLength(moving.length);
    for (const map of maps) {
      expect(map).toHaveLength(width * height);
      expect(map.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  test('keeps no frame longer than its latency', async () => {
    const model = await createModel(name, size);
    let emitted = 0;
    for (const [index, frame] of moving.entries()) {
      model.push(frame, () => emitted++);
      expect(emitted).toBe(Math.max(0, index + 1 - model.latency));
    }
    model.flush(() => emitted++);
    expect(emitted).toBe(moving.length);
    model.flush(() => emitted++);
    expect(emitted).toBe(moving.length);
  });

  test('continues after a reseed as a model that starts there, to within 2 levels of 255 after 24 frames', async () => {
    const frames = Array.from({ length: 60 }, (_, i) => disc(width, height, 48 + 30 * Math.sin(i / 9), 32, 12, i));
    const reseedAt = 20;
    const whole = await createModel(name, size);
    const maps: Float32Array[] = [];
    const emit = (map: Float32Array) => void maps.push(map.slice());
    for (const [i, frame] of frames.entries()) {
      if (i === reseedAt) whole.reseed();
      whole.push(frame, emit);
    }
    whole.flush(emit);
    const late = run(await createModel(name, size), frames.slice(reseedAt));
    for (let i = reseedAt + 24; i < frames.length; i++) {
      const differences = maps[i]!.map((value, pixel) => Math.abs(value - late[i - reseedAt]![pixel]!));
      expect(255 * Math.max(...differences)).toBeLessThanOrEqual(2);
    }
  });

  test('finds what differs from its surroundings', async () => {
    const maps = run(await createModel(name, size), moving);
    maps.forEach((map, i) => {
      const means = meansOf(map, width, (x, y) => (x - 25 - 6 * i) ** 2 + (y - 32) ** 2 < 14 ** 2);
      // Eyes rest on a part of what stands out; a spectrum tells its outlines apart from grain, not its inside.
      const factor = name === 'spectral-residual' ? 1.5 : 2;
      if (definition.kind === 'fixation') expect(means.inside).toBeGreaterThan(factor * means.outside);
      else expect(means.inside).toBeGreaterThan(means.outside + 0.2);
    });
  });

  test('reports a hard cut, and nothing crosses it', async () => {
    const model = await createModel(name, size);
    const cuts: boolean[] = [];
    const maps: Float32Array[] = [];
    const emit = (map: Float32Array) => void maps.push(map.slice());
    for (const frame of [...moving, ...scene]) cuts.push(model.push(frame, emit).cut);
    model.flush(emit);
    expect(cuts).toEqual([...moving.map(() => false), true, ...scene.slice(1).map(() => false)]);
    expect(maps.slice(0, moving.length)).toEqual(run(await createModel(name, size), moving));
    expect(maps.slice(moving.length)).toEqual(run(await createModel(name, size), scene));
  });

  test.each([
    ['black', [0, 0, 0]],
    ['white', [255, 255, 255]],
    ['blue', [20, 40, 200]],
  ] as const)('a flat %s frame has no salient pixel', async (_, color) => {
    const frame = flat(width, height, color);
    for (const map of run(await createModel(name, size), [frame, frame])) {
      expect(map.every((value) => value === 0)).toBe(true);
    }
  });

  test('a fade to black ends with an empty map', async () => {
    const model = await createModel(name, size);
    const frames = [1, 0.75, 0.5, 0.25, 0].map((gain) => moving[0]!.map((value) => gain * value));
    expect(
      run(model, frames)
        .at(-1)!
        .every((value) => value === 0),
    ).toBe(true);
  });

  test('after a reset it is as new', async () => {
    const model = await createModel(name, size);
    const first = run(model, moving);
    model.reset();
    expect(run(model, moving)).toEqual(first);
    // Also when frames are pending, and when the frames before were of another kind.
    model.reset();
    run(model, other, false);
    model.reset();
    expect(run(model, moving)).toEqual(first);
  });

  test('two instances do not know of each other', async () => {
    const expected = run(await createModel(name, size), moving);
    const a = await createModel(name, size);
    const b = await createModel(name, size);
    const maps: Float32Array[] = [];
    moving.forEach((frame, i) => {
      b.push(other[i]!, () => {});
      a.push(frame, (map) => maps.push(map.slice()));
    });
    a.flush((map) => maps.push(map.slice()));
    expect(maps).toEqual(expected);
  });

  test('frames are borrowed: neither changed nor looked at later', async () => {
    const expected = run(await createModel(name, size), moving);
    const model = await createModel(name, size);
    const buffer = new Uint8Array(3 * width * height);
    const maps: Float32Array[] = [];
    for (const frame of moving) {
      buffer.set(frame);
      model.push(buffer, (map) => maps.push(map.slice()));
      expect(buffer).toEqual(frame);
      buffer.fill(123);
    }
    model.flush((map) => maps.push(map.slice()));
    expect(maps).toEqual(expected);
  });

  test.each([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [3, 3],
    [1, 50],
    [50, 1],
    [7, 5],
    [8, 8],
    [9, 17],
    [33, 2],
    [161, 121],
    [400, 3],
    [3, 400],
  ])('takes frames of %i × %i', async (w, h) => {
    const model = await createModel(name, { width: w, height: h });
    for (const frames of [
      [noise(w, h, 1), noise(w, h, 2), noise(w, h, 2)],
      [flat(w, h, [9, 9, 9]), disc(w, h, w / 2, h / 2, Math.min(w, h) / 3), flat(w, h, [0, 0, 0])],
    ]) {
      const maps = run(model, frames);
      expect(maps).toHaveLength(3);
      for (const map of maps) {
        expect(map).toHaveLength(w * h);
        expect(map.every((value) => value >= 0 && value <= 1)).toBe(true);
      }
      model.reset();
    }
  });

  test('tells what it did', async () => {
    const model = await createModel(name, size);
    for (const frame of moving) {
      const stats = model.push(frame, () => {});
      for (const time of Object.values(stats.milliseconds)) expect(time).toBeGreaterThanOrEqual(0);
      for (const count of Object.values(stats.counts)) expect(count).toBeGreaterThanOrEqual(0);
      expect(typeof stats.cut).toBe('boolean');
    }
  });
});

test('an unknown model gets the name of the nearest', async () => {
  await expect(createModel('manifold-rankin', size)).rejects.toThrow(/did you mean manifold-ranking\?/);
});

test('options are checked', async () => {
  await expect(createModel('manifold-ranking', { ...size, alpha: 1.2 })).rejects.toThrow(
    'alpha: expected a number in [0, 0.999], got 1.2',
  );
  await expect(createModel('manifold-ranking', { ...size, alhpa: 0.5 })).rejects.toThrow(/did you mean alpha\?/);
  await expect(createModel('manifold-ranking', { width: 0, height: 4 })).rejects.toThrow(/^width: expected an integer/);
  await expect(createModel('manifold-ranking', { width: 4, height: 1.5 })).rejects.toThrow(/^height: expected/);
});

test('an option of another model is refused in words', async () => {
  await expect(createModel('redness', { ...size, superpixels: 100 })).rejects.toMatchObject({
    code: 'ERR_OPTION',
    message: 'superpixels: expected an option of redness, got one of manifold-ranking',
  });
});
