import type { SegmentEntry, SegmentSource } from './segment-source.js';
import type { SegmentStore } from './segment-store.js';

/** Gives the segments that a store holds, and fills it with those of another source. */
export class StoredSegments implements SegmentSource {
  readonly #store: SegmentStore;
  readonly #source: SegmentSource;

  /** @param source - is asked for the segments that the store lacks. */
  constructor(store: SegmentStore, source: SegmentSource) {
    this.#store = store;
    this.#source = source;
  }

  async *read(segment: number): AsyncGenerator<SegmentEntry, void> {
    const kept = await this.#store.read(segment);
    if (kept !== undefined) {
      yield* kept;
      return;
    }
    const entries: SegmentEntry[] = [];
    for await (const entry of this.#source.read(segment)) {
      entries.push(entry);
      yield entry;
    }
    // Not reached by a reader that leaves: a segment that was cut short is not kept. Nor is one without a frame, which
    // cannot tell of its damage.
    if (entries.length > 0) await this.#store.write(segment, entries);
  }
}
