import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrameMeasurement } from '#lib/analysis/measure/frame-measurer.js';
import { PartialInputError } from '#lib/core/errors.js';
import type { FrameResult } from '#lib/core/stream.js';
import { ClipSegments, type SegmentedClip } from '#lib/segments/clip-segments.js';
import { mapInSegments } from '#lib/segments/map-in-segments.js';
import type { LevelBits } from '#lib/segments/map-levels.js';
import type { SegmentEntry, SegmentSource } from '#lib/segments/segment-source.js';
import { SegmentStore } from '#lib/segments/segment-store.js';
import { StoredSegments } from '#lib/segments/stored-segments.js';

const size = { width: 3, height: 1 };

/** Four segments of five frames; frame i maps to i / 40. Notes the segments that are mapped, and how many at a time. */
class NotingClip implements SegmentedClip {
  readonly size = size;
  readonly segments = 4;
  readonly mapped: number[] = [];
  most = 0;
  open = 0;
  readonly #failAt: number;
  readonly #damagedSegment: number;

  constructor({ failAt = -1, damagedSegment = -1 } = {}) {
    this.#failAt = failAt;
    this.#damagedSegment = damagedSegment;
  }

  /** Not asked for here: no seam is noted. */
  mapFromStart(): never {
    throw new Error('nothing was found wrong');
  }

  async *map(from: number): AsyncGenerator<FrameResult, PartialInputError | undefined> {
    this.mapped.push(from);
    this.most = Math.max(this.most, ++this.open);
    try {
      for (let frame = 5 * from; frame < 5 * from + 5; frame++) {
        if (frame === this.#failAt) throw new Error(`frame ${frame} failed`);
        // Later segments are faster, so that they are done before their turn.
        await new Promise((resolve) => setTimeout(resolve, 4 - from));
        const time = { pts: 7 * frame, timeBase: { num: 1, den: 30 } };
        const stats = { cut: frame % 5 === 0, confidence: frame / 20 };
        yield { time, map: { ...size, data: new Float32Array(3).fill(frame / 40) }, stats } as FrameResult;
      }
      return from === this.#damagedSegment ? new PartialInputError('damaged', 5, 6) : undefined;
    } finally {
      this.open--;
    }
  }
}

/** Tells the exact value of a map, as a measurement would. */
const measure = ({ map }: FrameResult) => ({ map: { mean: map.data[0] } }) as FrameMeasurement;

interface Work {
  readonly jobs: number;
  readonly bits: LevelBits;
  readonly store?: SegmentStore;
}

function mapClip(clip: SegmentedClip, { jobs, bits, store }: Work) {
  const threads = new ClipSegments(clip, { bits, measure });
  const source = store === undefined ? threads : new StoredSegments(store, threads);
  return mapInSegments(source, { size, segments: clip.segments, jobs, bits });
}

async function collect(clip: SegmentedClip, work: Work, last = Number.POSITIVE_INFINITY) {
  const seen: unknown[][] = [];
  for await (const { index, time, map, cut, confidence, measured } of mapClip(clip, work)) {
    seen.push([index, time.pts, Math.round(map.data[2]! * 40), cut, confidence, measured!.map.mean]);
    if (index === last) break;
  }
  return seen;
}

const expected = Array.from({ length: 20 }, (_, i) => [i, 7 * i, i, i % 5 === 0, i / 20, Math.fround(i / 40)]);

describe('mapInSegments', () => {
  it.each([1, 2, 3, 9])('gives all maps in order, with %d segments at a time', async (jobs) => {
    const clip = new NotingClip();
    expect(await collect(clip, { jobs, bits: 16 })).toEqual(expected);
    expect(clip.most).toBe(Math.min(jobs, 4));
    expect(clip.open).toBe(0);
  });

  it('rounds maps to the levels that are asked for, after they were measured', async () => {
    for await (const { index, map, measured } of mapClip(new NotingClip(), { jobs: 2, bits: 8 })) {
      expect(map.data[0]).toBe(Math.fround(Math.round(Math.fround(index / 40) * 255) / 255));
      expect(measured!.map.mean).toBe(Math.fround(index / 40));
    }
  });

  it('throws what a segment throws, when its turn comes, and ends the others', async () => {
    const clip = new NotingClip({ failAt: 8 });
    const seen: number[] = [];
    const drain = async () => {
      for await (const { index } of mapClip(clip, { jobs: 3, bits: 8 })) seen.push(index);
    };
    await expect(drain()).rejects.toThrow('frame 8 failed');
    // The entry before it waits to be told of damage.
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(clip.open).toBe(0);
  });

  it('ends all segments when the reader leaves', async () => {
    const clip = new NotingClip();
    await collect(clip, { jobs: 4, bits: 8 }, 6);
    expect(clip.open).toBe(0);
  });

  it('tells of damage with the last map of the segment that has it', async () => {
    const told: unknown[][] = [];
    for await (const { index, damage } of mapClip(new NotingClip({ damagedSegment: 1 }), { jobs: 2, bits: 8 })) {
      if (damage !== undefined) told.push([index, damage]);
    }
    expect(told).toEqual([[9, new PartialInputError('damaged', 5, 6)]]);
  });

  it('takes entries that went through JSON, as another machine would send them', async () => {
    const here = new ClipSegments(new NotingClip({ damagedSegment: 3 }), { bits: 16, measure });
    const elsewhere: SegmentSource = {
      async *read(segment) {
        for await (const { levels, ...entry } of here.read(segment)) {
          const sent = JSON.stringify({ ...entry, levels: Buffer.from(levels).toString('base64') });
          const { levels: text, ...received } = JSON.parse(sent);
          yield { ...(received as SegmentEntry), levels: Buffer.from(text, 'base64') };
        }
      },
    };
    const work = { size, segments: 4, jobs: 2, bits: 16 } as const;
    const seen = [];
    let damage: unknown;
    for await (const result of mapInSegments(elsewhere, work)) {
      const { index, time, map, cut, confidence, measured } = result;
      seen.push([index, time.pts, Math.round(map.data[2]! * 40), cut, confidence, measured!.map.mean]);
      damage = result.damage;
    }
    expect(seen).toEqual(expected);
    expect(damage).toEqual(new PartialInputError('damaged', 5, 6));
  });

  describe('with a store', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'saliency-store-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const open = (work: string) => SegmentStore.open(join(folder, 'out.resume'), work);
    const work = { jobs: 1, bits: 16 } as const;
    const stored = (name: string) => join(folder, 'out.resume', name);
    const rewrite = (name: string, change: (text: string) => string) =>
      writeFileSync(stored(name), change(readFileSync(stored(name), 'latin1')), 'latin1');

    it('starts from the segments that an earlier run has finished, with all that was known of their frames', async () => {
      await collect(new NotingClip(), { ...work, store: await open('work') }, 12);
      const clip = new NotingClip();
      expect(await collect(clip, { ...work, store: await open('work') })).toEqual(expected);
      expect(clip.mapped).toEqual([2, 3]);
    });

    it('forgets the segments of other work', async () => {
      await collect(new NotingClip(), { ...work, store: await open('work') });
      const clip = new NotingClip();
      await collect(clip, { ...work, store: await open('other work') }, 6);
      expect(clip.mapped).toEqual([0, 1]);
      expect(readdirSync(join(folder, 'out.resume')).sort()).toEqual(['000000.maps', 'work.json']);
    });

    it('does not use the segments of another layout', async () => {
      await collect(new NotingClip(), { ...work, store: await open('work') });
      rewrite('000000.maps', (text) => text.replace('"layout":3', '"layout":2'));
      expect(await (await open('work')).read(0)).toBeUndefined();
    });

    it('tells again of the damage of a segment that it keeps', async () => {
      await collect(new NotingClip({ damagedSegment: 1 }), { ...work, store: await open('work') }, 12);
      const told: number[] = [];
      for await (const { index, damage } of mapClip(new NotingClip(), { ...work, store: await open('work') })) {
        if (damage !== undefined) told.push(index);
      }
      expect(told).toEqual([9]);
    });

    it('refuses a folder of another kind, and a link to one', async () => {
      mkdirSync(join(folder, 'out.resume'));
      writeFileSync(join(folder, 'out.resume', 'diary.txt'), 'dear diary');
      await expect(open('work')).rejects.toThrow('something else is there');
      rmSync(join(folder, 'out.resume'), { recursive: true });
      mkdirSync(join(folder, 'elsewhere'));
      symlinkSync(join(folder, 'elsewhere'), join(folder, 'out.resume'));
      await expect(open('work')).rejects.toThrow('something else is there');
    });

    it.each<readonly [string, RegExp, () => void]>([
      ['is cut short', /has \d+ bytes in place of \d+/, () => rewrite('000001.maps', (text) => text.slice(0, -9))],
      [
        'has a bit flipped',
        /checksum differs/,
        () => rewrite('000001.maps', (text) => text.replace('"cut":false', '"cut":folse')),
      ],
      [
        'is another one of the same clip',
        /is segment 0, not 1/,
        () => copyFileSync(stored('000000.maps'), stored('000001.maps')),
      ],
      ['has no header', /is damaged, or of another version/, () => writeFileSync(stored('000001.maps'), '')],
    ])('maps a segment again that %s, and says so', async (_, why, harm) => {
      await collect(new NotingClip(), { ...work, store: await open('work') }, 12);
      harm();
      const clip = new NotingClip();
      const store = await open('work');
      expect(await collect(clip, { ...work, store })).toEqual(expected);
      expect(clip.mapped).toEqual([1, 2, 3]);
      expect(store.warnings).toEqual([expect.stringMatching(why)]);
    });

    it('does not use a segment that came from other work', async () => {
      await collect(new NotingClip(), { ...work, store: await open('other work') }, 12);
      const foreign = readFileSync(stored('000001.maps'));
      rmSync(stored('.'), { recursive: true });
      await collect(new NotingClip(), { ...work, store: await open('work') }, 12);
      writeFileSync(stored('000001.maps'), foreign);
      const clip = new NotingClip();
      const store = await open('work');
      expect(await collect(clip, { ...work, store })).toEqual(expected);
      expect(clip.mapped).toEqual([1, 2, 3]);
      expect(store.warnings).toEqual([expect.stringContaining('another clip or other options')]);
    });

    it.each(['', '{"work":'])('goes on where its note is missing or damaged (%j)', async (note) => {
      await collect(new NotingClip(), { ...work, store: await open('work') }, 12);
      if (note === '') rmSync(stored('work.json'));
      else writeFileSync(stored('work.json'), note);
      const clip = new NotingClip();
      expect(await collect(clip, { ...work, store: await open('work') })).toEqual(expected);
      expect(clip.mapped).toEqual([2, 3]);
    });

    it('keeps what others have put into its folder when it is removed', async () => {
      const store = await open('work');
      await collect(new NotingClip(), { ...work, store });
      writeFileSync(stored('diary.txt'), 'dear diary');
      await store.remove();
      expect(readdirSync(stored('.'))).toEqual(['diary.txt']);
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
