import type { FrameSize } from '../core/frame.js';
import type { FrameResult, MapResult } from '../core/stream.js';
import { type LevelBits, MapLevels } from './map-levels.js';
import { MapSpool } from './map-spool.js';
import type { SegmentStore } from './segment-store.js';

/** A clip, as far as mapping it in segments is concerned. */
export interface SegmentedClip {
  readonly size: FrameSize;
  /** Segments there are; the last one holds whatever comes behind it too. */
  readonly segments: number;
  /** Set once damage of the clip was met. */
  readonly damage?: unknown;
  /** Maps the segments [from, to). */
  map(from: number, to: number): AsyncGenerator<FrameResult, void>;
}

/** How a clip is mapped in segments. */
export interface SegmentWork {
  /** Segments that are mapped at a time. */
  readonly jobs: number;
  /** Levels that the maps are rounded to. */
  readonly bits: LevelBits;
  /** Where finished segments are kept, and found again. */
  readonly store?: SegmentStore | undefined;
}

/**
 * Maps the segments of a clip, several at a time, and gives their maps in order: the same ones, bit for bit, as one
 * after the other would give.
 *
 * Maps that wait for their turn are held compressed; at most `jobs` segments of them.
 */
export async function* mapInSegments(
  clip: SegmentedClip,
  { jobs, bits, store }: SegmentWork,
): AsyncGenerator<MapResult, void> {
  const output = new MapLevels(clip.size, bits);
  const spools: MapSpool[] = [];
  const running = new Set<AsyncGenerator<FrameResult, void>>();
  const work: Promise<void>[] = [];
  let left = false;

  async function fill(spool: MapSpool, segment: number): Promise<void> {
    try {
      const kept = await store?.read(segment);
      if (left) return;
      if (kept !== undefined) {
        for (const map of kept) spool.addSpooled(map);
      } else {
        const last = segment === clip.segments - 1;
        const results = clip.map(segment, last ? Number.POSITIVE_INFINITY : segment + 1);
        running.add(results);
        const levels = new MapLevels(clip.size, bits);
        for await (const { time, map } of results) await spool.add(time, levels.of(map));
        running.delete(results);
        // The reader has left: the segment was cut short, and is not to be kept.
        if (left) return;
        // A run that takes it up would not hear of the damage.
        if (clip.damage === undefined) await store?.write(segment, spool.maps);
      }
      spool.end();
    } catch (error) {
      spool.fail(error);
    }
  }

  try {
    let index = 0;
    for (let segment = 0; segment < clip.segments; segment++) {
      while (spools.length < Math.min(segment + jobs, clip.segments)) {
        const spool = new MapSpool(store !== undefined);
        work.push(fill(spool, spools.length));
        spools.push(spool);
      }
      for await (const { time, levels } of spools[segment]!.read())
        yield { index: index++, time, map: output.toMap(levels) };
      // Its maps are not needed any more.
      spools[segment] = new MapSpool(false);
    }
  } finally {
    left = true;
    await Promise.all([...running].map((results) => results.return()));
    await Promise.all(work);
  }
}
