import { describe, expect, test } from 'vitest';
import type { FrameStats, SaliencyModel } from '#lib/core/model.js';
import { optionTable, resolveOptions } from '#lib/core/options.js';
import { frameModel } from '#lib/models/frame-model.js';
import { disc, paint } from '../helpers/scenes.js';

const width = 64;
const height = 48;
const size = { width, height };
const words = { name: 'test', summary: 'Test', reference: 'None', kind: 'object' } as const;

/** Red as saliency, out of [0, 1] where the red is strong; tells the sizes that it was given. */
const seen: string[] = [];
const red = frameModel({
  ...words,
  options: optionTable({ factor: { type: 'number', min: 0, max: 9, default: 2, summary: 'Factor' } }),
  prepare: (_, { factor }) => {
    return (rgb, picture, map) => {
      seen.push(`${picture.width} x ${picture.height}`);
      for (let p = 0; p < map.length; p++) map[p] = rgb[3 * p]! === 1 ? Number.NaN : (factor * rgb[3 * p]!) / 255;
      return 0.25;
    };
  },
});

const make = (given = {}) => red.create(size, resolveOptions(red.options, given));

function run(model: SaliencyModel, frames: Uint8Array[]) {
  const maps: Float32Array[] = [];
  const stats: FrameStats[] = [];
  const confidences: (number | undefined)[] = [];
  const emit = (map: Float32Array, confidence?: number) => {
    maps.push(map.slice());
    confidences.push(confidence);
  };
  for (const frame of frames) stats.push({ ...model.push(frame, emit) });
  model.flush(emit);
  return { maps, stats, confidences };
}

const moving = Array.from({ length: 6 }, (_, i) => disc(width, height, 20 + 3 * i, 24, 10, i));

describe('a model of single frames', () => {
  test('is what was described, with the options that all of them have', () => {
    expect(red).toMatchObject({ name: 'test', kind: 'object' });
    expect(Object.keys(red.options)).toEqual(['temporal', 'latency', 'frameRemoval', 'cutThreshold', 'factor']);
  });

  test('replaces a common option by its own of the same name', () => {
    const latency = { type: 'number', min: 0, max: 2, default: 1, summary: 'Latency' } as const;
    const { options } = frameModel({ ...words, options: { latency }, prepare: () => () => {} });
    expect(options.latency).toBe(latency);
  });

  test('maps each frame by itself with temporal off, at once, and clamps what is out of range', async () => {
    const model = await make({ temporal: 'off' });
    expect(model.latency).toBe(0);
    const frame = new Uint8Array(3 * width * height);
    frame.set([255, 0, 0, 51, 0, 0, 1, 0, 0]);
    const { maps, confidences } = run(model, [frame]);
    expect(maps[0]![0]).toBe(1);
    expect(maps[0]![1]).toBeCloseTo(0.4, 6);
    expect(maps[0]!.subarray(2).every((value) => value === 0)).toBe(true);
    expect(confidences).toEqual([0.25]);
  });

  test('hands its own options to the function', async () => {
    const frame = paint(width, height, () => [51, 0, 0]);
    const { maps } = run(await make({ temporal: 'off', factor: 1, frameRemoval: false }), [frame]);
    expect(maps[0]![0]).toBeCloseTo(0.2, 6);
  });

  test('smooths along the flow, as late as it is told', async () => {
    const alone = run(await make({ temporal: 'off' }), moving).maps;
    const model = await make({ latency: 3 });
    expect(model.latency).toBe(3);
    const { maps, confidences } = run(model, moving);
    expect(maps).toHaveLength(moving.length);
    expect(maps).not.toEqual(alone);
    expect(confidences.every((confidence) => confidence === 0.25)).toBe(true);
  });

  test('leaves bars out: the function sees what is between them, and they get 0', async () => {
    const boxed = moving.map((frame) =>
      frame
        .slice()
        .fill(0, 0, 3 * width * 8)
        .fill(0, 3 * width * (height - 8)),
    );
    const inner = moving.map((frame) => frame.slice(3 * width * 8, 3 * width * (height - 8)));
    seen.length = 0;
    const { maps } = run(await make({ temporal: 'off' }), boxed);
    expect(new Set(seen)).toEqual(new Set([`${width} x ${height - 16}`]));
    const alone = await red.create({ width, height: height - 16 }, resolveOptions(red.options, { temporal: 'off' }));
    expect(maps.map((map) => map.slice(8 * width, -8 * width))).toEqual(run(alone, inner).maps);
    for (const map of maps) expect(map.subarray(0, 8 * width).every((value) => value === 0)).toBe(true);
  });

  test('tells times by stage', async () => {
    const { stats } = run(await make({ temporal: 'off' }), moving);
    expect(Object.keys(stats[0]!.milliseconds)).toEqual(['cuts', 'map']);
    expect(stats[0]).toMatchObject({ counts: {}, cut: false });
  });

  test('starts a method that goes on from frame to frame anew at a cut, a reseed and a reset', async () => {
    const events: string[] = [];
    const method = {
      map: (_: Uint8Array, { width: w, height: h }: { width: number; height: number }) => {
        events.push('map');
        return new Float32Array(w * h);
      },
      restart: () => void events.push('restart'),
      milliseconds: {},
      counts: { frames: 1 },
    };
    const { create, options } = frameModel({ ...words, prepare: async () => method });
    const model = await create(size, resolveOptions(options, { temporal: 'off', frameRemoval: false }));
    const bar = paint(width, height, (x, y) =>
      x > 40 && x < 50 && y > 5 ? [40, 60, 90] : [230 - y / 2, 200, 150 + x],
    );
    expect(run(model, [moving[0]!, moving[1]!, bar]).stats.map(({ cut }) => cut)).toEqual([false, false, true]);
    model.reseed();
    model.reset();
    expect(events).toEqual(['map', 'map', 'restart', 'map', 'restart', 'restart']);
    expect(model.push(bar, () => {}).counts).toEqual({ frames: 1 });
  });
});
