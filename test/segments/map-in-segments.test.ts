import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrameResult } from '#lib/core/stream.js';
import { mapInSegments, type SegmentedClip, type SegmentWork } from '#lib/segments/map-in-segments.js';
import { SegmentStore } from '#lib/segments/segment-store.js';

const size = { width: 3, height: 1 };

/** Four segments of five frames; frame i maps to i / 40. Notes the segments that are mapped, and how many at a time. */
class NotingClip implements SegmentedClip {
  readonly size = size;
  readonly segments = 4;
  readonly mapped: number[] = [];
  most = 0;
  #open = 0;
  readonly #failAt: number;

  constructor(failAt = -1) {
    this.#failAt = failAt;
  }

  async *map(from: number): AsyncGenerator<FrameResult, void> {
    this.mapped.push(from);
    this.most = Math.max(this.most, ++this.#open);
    try {
      for (let frame = 5 * from; frame < 5 * from + 5; frame++) {
        if (frame === this.#failAt) throw new Error(`frame ${frame} failed`);
        // Later segments are faster, so that they are done before their turn.
        await new Promise((resolve) => setTimeout(resolve, 4 - from));
        const time = { pts: 7 * frame, timeBase: { num: 1, den: 30 } };
        yield { time, map: { ...size, data: new Float32Array(3).fill(frame / 40) } } as FrameResult;
      }
    } finally {
      this.#open--;
    }
  }

  get open(): number {
    return this.#open;
  }
}

async function collect(clip: SegmentedClip, work: SegmentWork, last = Number.POSITIVE_INFINITY) {
  const seen: number[][] = [];
  for await (const { index, time, map } of mapInSegments(clip, work)) {
    seen.push([index, time.pts, Math.round(map.data[2]! * 40)]);
    if (index === last) break;
  }
  return seen;
}

const expected = Array.from({ length: 20 }, (_, i) => [i, 7 * i, i]);

describe('mapInSegments', () => {
  it.each([1, 2, 3, 9])('gives all maps in order, with %d segments at a time', async (jobs) => {
    const clip = new NotingClip();
    expect(await collect(clip, { jobs, bits: 16 })).toEqual(expected);
    expect(clip.most).toBe(Math.min(jobs, 4));
    expect(clip.open).toBe(0);
  });

  it('rounds maps to the levels that are asked for', async () => {
    for await (const { index, map } of mapInSegments(new NotingClip(), { jobs: 2, bits: 8 })) {
      expect(map.data[0]).toBe(Math.fround(Math.round(Math.fround(index / 40) * 255) / 255));
    }
  });

  it('throws what a segment throws, when its turn comes, and ends the others', async () => {
    const clip = new NotingClip(8);
    const seen: number[] = [];
    const drain = async () => {
      for await (const { index } of mapInSegments(clip, { jobs: 3, bits: 8 })) seen.push(index);
    };
    await expect(drain()).rejects.toThrow('frame 8 failed');
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(clip.open).toBe(0);
  });

  it('ends all segments when the reader leaves', async () => {
    const clip = new NotingClip();
    await collect(clip, { jobs: 4, bits: 8 }, 6);
    expect(clip.open).toBe(0);
  });

  describe('with a store', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'saliency-store-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const open = (work: string) => SegmentStore.open(join(folder, 'out.resume'), work);

    it('starts from the segments that an earlier run has finished', async () => {
      const work = { jobs: 1, bits: 16 } as const;
      await collect(new NotingClip(), { ...work, store: await open('work') }, 12);
      const clip = new NotingClip();
      expect(await collect(clip, { ...work, store: await open('work') })).toEqual(expected);
      expect(clip.mapped).toEqual([2, 3]);
    });

    it('forgets the segments of other work', async () => {
      const work = { jobs: 1, bits: 16 } as const;
      await collect(new NotingClip(), { ...work, store: await open('work') });
      const clip = new NotingClip();
      await collect(clip, { ...work, store: await open('other work') }, 6);
      expect(clip.mapped).toEqual([0, 1]);
      expect(readdirSync(join(folder, 'out.resume')).sort()).toEqual(['000000.maps', 'work.json']);
    });

    it('keeps no segment of a damaged clip, whose damage would not be heard of again', async () => {
      const clip = Object.assign(new NotingClip(), { damage: new Error('damaged') });
      await collect(clip, { jobs: 1, bits: 8, store: await open('work') });
      expect(readdirSync(folder)).toEqual([]);
    });

    it('refuses a folder of another kind', async () => {
      mkdirSync(join(folder, 'out.resume'));
      await expect(open('work')).rejects.toThrow('something else is there');
    });

    it('makes nothing before a segment is finished, and leaves nothing when it is removed', async () => {
      const store = await open('work');
      expect(readdirSync(folder)).toEqual([]);
      await collect(new NotingClip(), { jobs: 2, bits: 8, store });
      await store.remove();
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});
