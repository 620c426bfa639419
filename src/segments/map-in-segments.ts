import { PartialInputError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import type { FrameMark, LeadOut } from '../core/seams.js';
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
  /**
   * Reads a segment and all behind it in another way, where the source fails to prove that a segment starts where it
   * should. Without it, nothing is proven.
   */
  readonly readOn?: ((segment: number) => AsyncIterable<SegmentEntry>) | undefined;
}

/**
 * Reads the segments of a clip, several at a time, and gives their maps in order: the same ones, bit for bit, as one
 * after the other would give.
 *
 * Entries that wait for their turn are held, their maps deflated; at most `jobs` segments of them.
 */
export async function* mapInSegments(
  source: SegmentSource,
  { size, segments, jobs, bits, readOn }: SegmentWork,
): AsyncGenerator<MeasuredMap, void> {
  const output = new MapLevels(size, bits);
  const queues: EntryQueue[] = [];
  const reading = new Set<AsyncIterator<SegmentEntry>>();
  const work: Promise<void>[] = [];
  let index = 0;

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
    let leadOut: LeadOut | undefined;
    for (let segment = 0; segment < segments; segment++) {
      while (queues.length < Math.min(segment + jobs, segments)) {
        const queue = new EntryQueue();
        work.push(fill(queue, queues.length));
        queues.push(queue);
      }
      let isFirst = true;
      for await (const read of queues[segment]!.read()) {
        if (isFirst && readOn !== undefined && !follows(leadOut, segment, read.leadIn)) break;
        if (isFirst) leadOut = undefined;
        isFirst = false;
        leadOut = read.leadOut ?? leadOut;
        yield await toMap(read);
      }
      if (!isFirst || readOn === undefined || (leadOut?.next !== segment && queues[segment]!.isEmpty)) continue;
      await endAll();
      for await (const read of readOn(segment)) yield await toMap(read);
      return;
    }
  } finally {
    await endAll();
  }

  async function toMap({ levels, damage, leadIn: _, leadOut: __, ...entry }: SegmentEntry): Promise<MeasuredMap> {
    return { ...entry, index: index++, map: await output.inflate(levels), damage: damage && errorOf(damage) };
  }

  async function endAll(): Promise<void> {
    // A source may not be able to end early; it then reads on to the end of its segment.
    await Promise.all([...reading].map((entries) => entries.return?.()));
    await Promise.all(work);
  }
}

/**
 * Tells whether a segment starts where it should: its decoder, which was led into the clip, gave the very frames that
 * the one of the segment before gave, which was proven before. A source that tells nothing is believed.
 */
function follows(before: LeadOut | undefined, segment: number, leadIn: readonly FrameMark[] | undefined): boolean {
  if (before === undefined || leadIn === undefined) return true;
  if (before.next !== segment) return false;
  const alike = (a: FrameMark | undefined, b: FrameMark | undefined) =>
    a?.pts === b?.pts && a?.checksum === b?.checksum;
  // Behind a gap longer than a segment, the frames before the first one are of different segments.
  if (leadIn.length === 1) return alike(leadIn[0], before.marks.at(-1));
  return leadIn.length === before.marks.length && leadIn.every((mark, i) => alike(mark, before.marks[i]));
}

function errorOf({ message, decoded, expected }: NonNullable<SegmentEntry['damage']>): PartialInputError {
  return new PartialInputError(message, decoded, expected);
}
