import { expect, it } from 'vitest';
import type { FrameStats } from '#lib/core/model.js';
import type { EmitMaps, FrameMapper } from '#lib/mapping/frame-mapper.js';
import { PairedMapper } from '#lib/mapping/paired-mapper.js';

/** Answers frame i with a map of `scale` · i in memory of its own, `latency` frames later. */
class LateModel implements FrameMapper {
  readonly #map = new Float32Array(1);
  readonly #seen: number[] = [];
  readonly latency: number;
  readonly #scale: number;

  constructor(latency: number, scale: number) {
    this.latency = latency;
    this.#scale = scale;
  }

  push(rgb: Uint8Array, emit: EmitMaps): FrameStats {
    this.#seen.push(rgb[0]!);
    if (this.#seen.length > this.latency) this.#next(emit);
    return { milliseconds: { [`of ${this.#scale}`]: 1 }, counts: {}, cut: false };
  }

  flush(emit: EmitMaps): void {
    while (this.#seen.length > 0) this.#next(emit);
  }

  reseed(): void {}

  reset(): void {
    this.#seen.length = 0;
  }

  #next(emit: EmitMaps): void {
    emit(this.#map.fill(this.#scale * this.#seen.shift()!), this.#scale);
  }
}

it.each([
  [0, 2],
  [2, 0],
  [1, 1],
])('pairs the maps of models of latency %i and %i by their frames', async (first, second) => {
  const paired = new PairedMapper(new LateModel(first, 1), new LateModel(second, 10));
  expect(paired.latency).toBe(Math.max(first, second));
  const pairs: (number | undefined)[][] = [];
  const emit: EmitMaps = (map, confidence, gaze) => pairs.push([map[0], confidence, gaze?.[0]]);
  for (let i = 1; i <= 4; i++) {
    const stats = await paired.push(new Uint8Array([i]), emit);
    expect(stats.milliseconds).toEqual({ 'of 1': 1 });
    expect(pairs).toHaveLength(Math.max(0, i - paired.latency));
  }
  await paired.flush(emit);
  expect(pairs).toEqual([1, 2, 3, 4].map((i) => [i, 1, 10 * i]));
});

it('drops what waits when it is reset', async () => {
  const paired = new PairedMapper(new LateModel(0, 1), new LateModel(2, 10));
  const pairs: number[][] = [];
  const emit: EmitMaps = (map, _, gaze) => pairs.push([map[0]!, gaze![0]!]);
  await paired.push(new Uint8Array([7]), emit);
  await paired.reset();
  await paired.push(new Uint8Array([3]), emit);
  await paired.flush(emit);
  expect(pairs).toEqual([[3, 30]]);
});
