import { PartialInputError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { EntryQueue } from './entry-queue.js';
import { type LevelBits, MapLevels } from './map-levels.js';
import type { MeasuredMap } from './measured-map.js';
import type { SegmentEntry, SegmentSource } from './segment-source.js';

/** The segments of a clip are read in this way. */
export interface SegmentWork {
  readonly size: FrameSize;
  /** Segments there are. */
  readonly segments: number;
  /** Segments that are read at a time. */
  readonly jobs: number;
  /** Levels that the maps are rounded to. */
  readonly bits: LevelBits;
}

/**
 * Reads the segments of a clip, several at a time, and gives their maps in order: the same ones, bit for bit, as one
 * after the other would give.
 *
 * Entries that wait for their turn are held, their maps deflated; at most `jobs` segments of them.
 */
export async function* mapInSegments(
  source: SegmentSource,
  { size, segments, jobs, bits }: SegmentWork,
): AsyncGenerator<MeasuredMap, void> {
  const output = new MapLevels(size, bits);
  const queues: EntryQueue[] = [];
  const reading = new Set<AsyncIterator<SegmentEntry>>();
  const work: Promise<void>[] = [];

  async function fill(queue: EntryQueue, segment: number): Promise<void> {
    const entries = source.read(segment)[Symbol.asyncIterator]();
    reading.add(entries);
    try {
      for (let next = await entries.next(); !next.done; next = await entries.next()) queue.add(next.value);
      queue.end();
    } catch (error) {
      queue.fail(error);
    } finally {
      reading.delete(entries);
    }
  }

  try {
    let index = 0;
    for (let segment = 0; segment < segments; segment++) {
      while (queues.length < Math.min(segment + jobs, segments)) {
        const queue = new EntryQueue();
        work.push(fill(queue, queues.length));
        queues.push(queue);
      }
      for await (const { levels, damage, ...entry } of queues[segment]!.read()) {
        yield { ...entry, index: index++, map: await output.inflate(levels), damage: damage && errorOf(damage) };
      }
    }
  } finally {
    // A source may not be able to end early; it then reads on to the end of its segment.
    await Promise.all([...reading].map((entries) => entries.return?.()));
    await Promise.all(work);
  }
}

function errorOf({ message, decoded, expected }: NonNullable<SegmentEntry['damage']>): PartialInputError {
  return new PartialInputError(message, decoded, expected);
}
