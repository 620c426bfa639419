import {
  type FrameMeasurer,
  type FrameResult,
  type FrameSize,
  MassProfile,
  mapFrames,
  type Segmentation,
  segmentAt,
} from '../../browser.js';
import type { ClipFrames } from './frame-source.js';
import type { MappedFrame } from './mapped-frame.js';
import type { ModelWorkers } from './model-workers.js';
import { nextTask } from './next-task.js';
import { packMap } from './pack-map.js';
import { readAhead } from './read-ahead.js';

/** These parts map a clip. */
export interface MapperParts {
  readonly times: Float64Array;
  readonly size: FrameSize;
  readonly segmentation: Segmentation;
  readonly frames: ClipFrames;
  readonly models: ModelWorkers;
  readonly measurer: FrameMeasurer;
  /** Takes in a finished frame, and its map as it is kept; both are the taker's. */
  keep(frame: MappedFrame, packed: Uint8Array): void;
}

/**
 * Maps the segments of a clip, that of the frame last sought first, until all frames have their maps.
 *
 * A segment is mapped by a model that starts in the lead-in before it: maps are the same in whatever order they are made.
 */
export class ClipMapper {
  /** For each frame: 1 where it is mapped, 2 where it cannot be decoded. */
  readonly state: Uint8Array;
  /** Number of frames that are mapped, and that cannot be. */
  mapped = 0;
  absent = 0;
  readonly #parts: MapperParts;
  readonly #segmentOf: Int32Array;
  readonly #profiles: { readonly x: MassProfile; readonly y: MassProfile };
  readonly #scratch: Uint8Array;
  readonly #waiting: (() => void)[] = [];
  #wanted = 0;
  #closed = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(parts: MapperParts) {
    const { times, size, segmentation } = parts;
    this.#parts = parts;
    this.state = new Uint8Array(times.length);
    this.#segmentOf = Int32Array.from(times, (time) => segmentAt(segmentation, time));
    this.#profiles = { x: new MassProfile(size, 'x'), y: new MassProfile(size, 'y') };
    this.#scratch = new Uint8Array(size.width * size.height);
  }

  seek(index: number): void {
    this.#wanted = Math.max(0, Math.min(this.state.length - 1, index));
  }

  /** Maps until nothing is left. Rejects, and all that wait with it, when a model fails. */
  async run(): Promise<void> {
    try {
      for (let segment = this.#next(); segment !== undefined && !this.#closed; segment = this.#next())
        await this.#map(segment);
    } catch (error) {
      this.#failure = { error };
      throw error;
    } finally {
      this.#wake();
    }
  }

  /** Settles when a frame is mapped, or is known not to be there; the promise tells which. */
  async when(index: number): Promise<boolean> {
    while (this.state[index] === 0) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#closed) throw new DOMException('The session was closed.', 'AbortError');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.state[index] === 1;
  }

  /** Settles when all frames are mapped. */
  async whenAll(): Promise<void> {
    for (let index = 0; index < this.state.length; index++) if (this.state[index] === 0) await this.when(index);
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** The segment to map next: the first unfinished one from the wanted frame on, then from the start. */
  #next(): number | undefined {
    const from = this.state.indexOf(0, this.#wanted);
    const index = from === -1 ? this.state.indexOf(0) : from;
    return index === -1 ? undefined : this.#segmentOf[index]!;
  }

  async #map(from: number): Promise<void> {
    const { frames, models, segmentation, times } = this.#parts;
    const { origin, length, leadIn } = segmentation;
    const enter = from === 0 ? 0 : times.findIndex((time) => time >= origin + from * length - leadIn);
    const to = this.#finishedAfter(from);
    frames.failure = undefined;
    const source = readAhead(frames.from(enter), (frame) => frame.release());
    const results = mapFrames(source, () => models.take(), { segmentation, from, to });
    let last = from;
    try {
      for (let result = await results.next(); !result.done; ) {
        const own = copyOf(result.value);
        last = this.#segmentOf[own.index]!;
        if (this.#closed || this.#shouldLeave(last)) return;
        // The models go on with the next frame while this one is measured.
        const coming = results.next();
        coming.catch(() => {});
        await nextTask();
        if (this.state[own.index] === 0) this.#keep(own);
        result = await coming;
      }
    } finally {
      await results.return();
      models.giveBack();
    }
    // What did not come will not: of this segment at least, and of all up to where the decoder failed or the clip ended.
    const end = frames.failure === undefined ? to : Math.max(from, last) + 1;
    this.state.forEach((state, index) => {
      const segment = this.#segmentOf[index]!;
      if (state === 0 && segment >= from && segment < end) {
        this.state[index] = 2;
        this.absent++;
      }
    });
    this.#wake();
  }

  /** The first segment after one that needs no maps any more; Infinity where all do. */
  #finishedAfter(from: number): number {
    for (let index = this.#segmentOf.indexOf(from); index < this.state.length; ) {
      const segment = this.#segmentOf[index]!;
      let end = index;
      while (end < this.state.length && this.#segmentOf[end] === segment) end++;
      const first = this.state.indexOf(0, index);
      if (segment > from && (first === -1 || first >= end)) return segment;
      index = end;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Tells whether the wanted frame is better come by from elsewhere than from the segment under way. */
  #shouldLeave(current: number): boolean {
    const next = this.#next();
    return next !== undefined && next !== current && next !== current + 1;
  }

  #keep({ index, time, cut, frame, map, gaze }: OwnResult): void {
    const { measurer, size } = this.#parts;
    const maps = { ...size, data: map };
    const measured = measurer.measureFrame(frame, maps, gaze && { ...size, data: gaze });
    const { mean } = measured.map;
    const profiles = { x: this.#profiles.x.measure(maps, mean), y: this.#profiles.y.measure(maps, mean) };
    this.state[index] = 1;
    this.mapped++;
    this.#parts.keep({ index, time, cut, measured, profiles }, packMap(map, size.width, this.#scratch));
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

interface OwnResult extends Pick<FrameResult, 'index' | 'time'> {
  readonly cut: boolean;
  readonly frame: Uint8Array;
  readonly map: Float32Array;
  readonly gaze: Float32Array | undefined;
}

function copyOf({ index, time, stats, frame, map, gaze }: FrameResult): OwnResult {
  return { index, time, cut: stats.cut, frame: frame.data.slice(), map: map.data.slice(), gaze: gaze?.data.slice() };
}
