import { describe, expect, it } from 'vitest';
import { BufferPool } from '#lib/core/buffer-pool.js';
import type { Frame } from '#lib/core/frame.js';
import type { FrameStats, SaliencyModel } from '#lib/core/model.js';
import { type MapFramesOptions, mapFrames } from '#lib/mapping/map-frames.js';

const size = { width: 2, height: 1 };
const stats: FrameStats = { milliseconds: {}, counts: {}, cut: false };

/** A clip whose frame i is filled with i and shown at pts i²; `failAt` makes the decoder fail there. */
function clip(count: number, pool: BufferPool, failAt = -1): AsyncIterable<Frame> {
  async function* frames() {
    for (let index = 0; index < count; index++) {
      const data = await pool.acquire();
      if (index === failAt) {
        pool.release(data);
        throw new Error('decoder failed');
      }
      data.fill(index);
      const time = { pts: index * index, timeBase: { num: 1, den: 30 } };
      yield { index, time, ...size, data, release: () => pool.release(data) };
    }
  }
  return { [Symbol.asyncIterator]: frames };
}

/** Answers frame i with a map of i/100, `latency` frames later. */
class DelayingModel implements SaliencyModel {
  readonly width = size.width;
  readonly height = size.height;
  readonly latency: number;
  readonly #failAt: number;
  readonly #seen: number[] = [];
  readonly #map = new Float32Array(2);

  constructor(latency: number, failAt = -1) {
    this.latency = latency;
    this.#failAt = failAt;
  }

  push(rgb: Uint8Array, emit: (map: Float32Array) => void): FrameStats {
    if (rgb[0] === this.#failAt) throw new Error('model failed');
    this.#seen.push(rgb[0]!);
    if (this.#seen.length > this.latency) this.#emitNext(emit);
    return stats;
  }

  flush(emit: (map: Float32Array) => void): void {
    while (this.#seen.length > 0) this.#emitNext(emit);
  }

  reseed(): void {}

  reset(): void {
    this.#seen.length = 0;
  }

  #emitNext(emit: (map: Float32Array) => void) {
    emit(this.#map.fill(this.#seen.shift()! / 100));
  }
}

/** Answers a frame with the set of all frames that it has seen by then, bit i for frame i. */
class RememberingModel extends DelayingModel {
  #bits = 0;

  override push(rgb: Uint8Array, emit: (map: Float32Array) => void): FrameStats {
    this.#bits |= 1 << rgb[0]!;
    return super.push(rgb, () => emit(new Float32Array(2).fill(this.#bits / 1024)));
  }

  override flush(emit: (map: Float32Array) => void): void {
    super.flush(() => emit(new Float32Array(2).fill(this.#bits / 1024)));
  }

  override reseed(): void {
    this.#bits = 0;
  }

  override reset(): void {
    super.reset();
    this.#bits = 0;
  }
}

describe('mapFrames', () => {
  it.each([0, 1, 4, 20])(
    'gives every frame its own map and timestamp, in order, at a latency of %d',
    async (latency) => {
      const pool = new BufferPool(latency + 1, 6);
      const seen: number[][] = [];
      for await (const { index, time, frame, map } of mapFrames(clip(10, pool), () => new DelayingModel(latency))) {
        seen.push([index, time.pts, frame.data[0]!, Math.round(map.data[1]! * 100)]);
      }
      expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => [i, i * i, i, i]));
      expect(pool.inUse).toBe(0);
    },
  );

  it('gives nothing for a clip without frames', async () => {
    const results = mapFrames(clip(0, new BufferPool(1, 6)), () => new DelayingModel(0));
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it.each([
    ['the model fails', 'model failed', clip, new DelayingModel(2, 5)],
    ['the decoder fails', 'decoder failed', (n: number, pool: BufferPool) => clip(n, pool, 5), new DelayingModel(2)],
  ])('releases every frame when %s', async (_, message, source, model) => {
    const pool = new BufferPool(3, 6);
    const drain = async () => {
      for await (const result of mapFrames(source(10, pool), () => model)) expect(result.index).toBeLessThan(5);
    };
    await expect(drain()).rejects.toThrow(message);
    expect(pool.inUse).toBe(0);
  });

  it.each([0, 3, 9])('releases every frame when the reader leaves at frame %d', async (last) => {
    const pool = new BufferPool(4, 6);
    for await (const { index } of mapFrames(clip(10, pool), () => new DelayingModel(3))) if (index === last) break;
    expect(pool.inUse).toBe(0);
  });

  it('releases every frame when a reader throws', async () => {
    const pool = new BufferPool(4, 6);
    const drain = async () => {
      for await (const _ of mapFrames(clip(10, pool), () => new DelayingModel(3))) throw new Error('sink failed');
    };
    await expect(drain()).rejects.toThrow('sink failed');
    expect(pool.inUse).toBe(0);
  });

  it('refuses a model that keeps maps back', async () => {
    const model = new DelayingModel(2);
    model.flush = () => {};
    const drain = async () => {
      for await (const result of mapFrames(clip(5, new BufferPool(3, 6)), () => model))
        expect(result.index).toBeLessThan(3);
    };
    await expect(drain()).rejects.toThrow('kept 2 maps back');
  });

  describe('over segments', () => {
    // Frame i is shown at i² / 30 s: 0, .03, .13, .3, .53, .83, 1.2, 1.63, 2.13, 2.7 s.
    const segmentation = { origin: 0, length: 1, leadIn: 0.5 };

    /** What each frame is told about the frames that its model had seen when it answered. */
    async function seenBy(latency: number, options: MapFramesOptions) {
      const pool = new BufferPool(latency + 1, 6);
      const seen: Record<number, number[]> = {};
      for await (const { index, map } of mapFrames(clip(10, pool), () => new RememberingModel(latency), options)) {
        const bits = Math.round(map.data[0]! * 1024);
        seen[index] = Array.from({ length: 10 }, (_, i) => i).filter((i) => bits & (1 << i));
      }
      expect(pool.inUse).toBe(0);
      return seen;
    }

    it('feeds the model of a segment from its lead-in to its look-ahead', async () => {
      const seen = await seenBy(1, { segmentation });
      expect(seen[2]).toEqual([0, 1, 2, 3]); // segment 0, with a look at the frame behind
      expect(seen[5]).toEqual([4, 5, 6]); // divided anew at .5 s; the look reaches behind the segment
      expect(seen[6]).toEqual([7]); // segment 1, fed from .5 s, divided anew at 1.5 s
      expect(seen[7]).toEqual([7, 8]); // the look reaches into segment 2
      expect(seen[9]).toEqual([9]); // segment 2, divided anew at 2.5 s
    });

    it('maps frames that come before the origin with the first segment', async () => {
      const late = { ...segmentation, origin: 0.2 };
      expect(Object.keys(await seenBy(0, { segmentation: late }))).toHaveLength(10);
    });

    it.each([0, 1, 3])('maps a segment alone as in the whole clip, at a latency of %d', async (latency) => {
      const whole = await seenBy(latency, { segmentation });
      for (const [segment, frames] of [
        [0, 1, 2, 3, 4, 5],
        [6, 7],
        [8, 9],
      ].entries()) {
        const alone = await seenBy(latency, { segmentation, from: segment, to: segment + 1 });
        expect(Object.keys(alone).map(Number)).toEqual(frames);
        for (const frame of frames) expect(alone[frame]).toEqual(whole[frame]);
      }
    });
  });
});
