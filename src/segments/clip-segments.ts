import type { FrameMeasurement } from '../analysis/measure/frame-measurer.js';
import type { PartialInputError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import type { Seams } from '../core/seams.js';
import type { FrameResult } from '../core/stream.js';
import { type LevelBits, MapLevels } from './map-levels.js';
import type { SegmentEntry, SegmentSource } from './segment-source.js';

/** A clip, as far as mapping it in segments is concerned. */
export interface SegmentedClip {
  readonly size: FrameSize;
  /** Segments there are; the last one holds whatever comes behind it too. */
  readonly segments: number;
  /**
   * Maps the segments [from, to), and returns the damage that was met.
   *
   * @param seams - filled with what is decoded where segments meet.
   */
  map(from: number, to: number, seams?: Seams): AsyncGenerator<FrameResult, PartialInputError | undefined>;
  /** Maps all from a segment on, as {@link map} does, but reads the clip from its start. */
  mapFromStart(from: number): AsyncGenerator<FrameResult, PartialInputError | undefined>;
}

/** A task says how each frame of a segment is measured and its map kept. */
export interface SegmentTask {
  /** Levels that the maps are rounded to. */
  readonly bits: LevelBits;
  /** Measures a frame, and its map before it is rounded. */
  readonly measure?: ((result: FrameResult) => FrameMeasurement) | undefined;
}

/** Maps the segments of a clip in threads of this process, and measures their frames. */
export class ClipSegments implements SegmentSource {
  readonly #clip: SegmentedClip;
  readonly #task: SegmentTask;

  constructor(clip: SegmentedClip, task: SegmentTask) {
    this.#clip = clip;
    this.#task = task;
  }

  read(segment: number): AsyncGenerator<SegmentEntry, void> {
    const { segments } = this.#clip;
    const seams: Seams = {};
    const to = segment === segments - 1 ? Number.POSITIVE_INFINITY : segment + 1;
    return this.#entries(this.#clip.map(segment, to, seams), seams);
  }

  /** The entries of a segment and of all behind it, of a clip that is read from its start. */
  readOn(segment: number): AsyncGenerator<SegmentEntry, void> {
    return this.#entries(this.#clip.mapFromStart(segment), {});
  }

  async *#entries(results: ReturnType<SegmentedClip['map']>, seams: Seams): AsyncGenerator<SegmentEntry, void> {
    const { size } = this.#clip;
    const { bits, measure } = this.#task;
    const levels = new MapLevels(size, bits);
    // An entry waits for the next one: the last is told of the damage, which is known behind it.
    let waiting: SegmentEntry | undefined;
    try {
      let next = await results.next();
      for (; !next.done; next = await results.next()) {
        const { time, map, stats } = next.value;
        const measured = measure?.(next.value);
        const deflated = await levels.deflate(map);
        if (waiting !== undefined) yield waiting;
        const leadIn = waiting === undefined ? seams.leadIn : undefined;
        const first = leadIn === undefined ? {} : { leadIn };
        waiting = { time, levels: deflated, cut: stats.cut, confidence: stats.confidence, measured, ...first };
      }
      if (waiting === undefined) return;
      const { leadOut } = seams;
      const last = leadOut === undefined ? waiting : { ...waiting, leadOut };
      yield next.value === undefined ? last : { ...last, damage: plain(next.value) };
    } finally {
      await results.return(undefined);
    }
  }
}

function plain({ message, decoded, expected }: PartialInputError) {
  return { message, decoded, expected };
}
