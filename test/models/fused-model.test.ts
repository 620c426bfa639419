import { describe, expect, test } from 'vitest';
import { createModel, resolveModel } from '#lib/models/registry.js';
import { greatestDifference } from '../helpers/map-one.js';
import { disc, flat } from '../helpers/scenes.js';

const size = { width: 48, height: 32 };
const shot = Array.from({ length: 7 }, (_, i) => disc(48, 32, 12 + 3 * i, 16, 7, i));
const frames = [...shot, ...Array.from({ length: 4 }, () => flat(48, 32, [250, 250, 250]))];

async function mapsOf(name: string, options: Record<string, unknown> = {}) {
  const model = await createModel(name, { ...size, ...options });
  const maps: Float32Array[] = [];
  const emit = (map: Float32Array) => void maps.push(map.slice());
  const cuts = frames.map((frame) => model.push(frame, emit).cut);
  model.flush(emit);
  return { maps, cuts, latency: model.latency };
}

describe('several models', () => {
  test.each([
    ['mean', (a: number, b: number) => (a + b) / 2],
    ['product', (a: number, b: number) => a * b],
    ['max', Math.max],
  ] as const)('give the %s of their maps, frame by frame, whatever their latency', async (fuse, formula) => {
    const first = await mapsOf('pqft', { latency: 0 });
    const second = await mapsOf('manifold-ranking', { networks: 'off' });
    const fused = await createModel('pqft,image-signature', { ...size, latency: 3 });
    expect(fused.latency).toBe(3);
    // An option goes to each model that has it: here the latency of pqft is that of the other.
    const a = await mapsOf('pqft');
    const both = await mapsOf('pqft,manifold-ranking', { fuse, networks: 'off' });
    expect(both.latency).toBe(Math.max(first.latency, second.latency));
    expect(both.maps).toHaveLength(frames.length);
    expect(both.cuts).toEqual(a.cuts);
    both.maps.forEach((map, i) => {
      const expected = map.map((_, p) => formula(a.maps[i]![p]!, second.maps[i]![p]!));
      expect(greatestDifference(map, expected)).toBeLessThan(1e-6);
    });
  });

  test('start anew after a reset', async () => {
    const model = await createModel('pqft,itti', size);
    const run = () => {
      const maps: Float32Array[] = [];
      const emit = (map: Float32Array) => void maps.push(map.slice());
      for (const frame of shot) model.push(frame, emit);
      model.flush(emit);
      return maps;
    };
    const first = run();
    model.push(shot[0]!, () => {});
    model.reset();
    expect(run()).toEqual(first);
  });

  test('are told what is wrong', () => {
    expect(() => resolveModel('pqft,gbvs,pqft')).toThrow('model: expected different models, got "pqft" twice');
    expect(() => resolveModel('pqft,gbsv')).toThrow('did you mean gbvs?');
    expect(() => resolveModel('pqft,gbvs', { fuse: 'sum' })).toThrow(
      'fuse: expected one of mean, product, max, got "sum"',
    );
    expect(() => resolveModel('pqft,gbvs', { alpha: 0.5 })).toThrow('alpha: expected an option of pqft, got one of');
    expect(() => resolveModel('pqft', { fuse: 'max' })).toThrow(
      'fuse: expected several models to fuse, got pqft alone',
    );
    expect(() => resolveModel('pqft,gbvs', { lattice: 1000 })).toThrow(
      'lattice: expected an integer in [8, 64], got 1000',
    );
  });
});
