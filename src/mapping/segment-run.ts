import { SaliencyError } from '../core/errors.js';
import type { Frame } from '../core/frame.js';
import type { FrameStats } from '../core/model.js';
import type { FrameMapper } from './frame-mapper.js';

/** A frame on its way from the decoder to its result. */
export interface PendingFrame {
  readonly frame: Frame;
  readonly segment: number;
  stats: FrameStats | undefined;
  map: Float32Array | undefined;
  gaze: Float32Array | undefined;
  confidence: number | undefined;
}

type KeepMaps = (entry: PendingFrame, map: Float32Array, gaze: Float32Array | undefined) => void;

/** One segment under way: feeds a model the frames around and in the segment, and keeps the maps of those in it. */
export class SegmentRun {
  readonly segment: number;
  readonly model: FrameMapper;
  /** Frames that the model has seen and not answered yet. */
  readonly #unanswered: PendingFrame[] = [];
  readonly #keep: KeepMaps;
  #last: PendingFrame | undefined;

  /** @param keep - takes the maps of a frame of the segment, which are lent during the call. */
  constructor(segment: number, model: FrameMapper, keep: KeepMaps) {
    this.segment = segment;
    this.model = model;
    this.#keep = keep;
  }

  /** Tells whether a frame of the segment waits for its map. */
  get waiting(): boolean {
    return this.#unanswered.some(({ segment }) => segment === this.segment);
  }

  async push(entry: PendingFrame): Promise<void> {
    this.#unanswered.push(entry);
    await this.model.foresee?.(entry.frame.data);
    const stats = await this.model.push(entry.frame.data, this.#emit);
    const last = this.#last;
    this.#last = entry;
    // The frame before has left already where maps leave with their frames.
    const late = stats.cutBefore === true && this.model.latency === 0;
    if (stats.cutBefore && !late && last?.stats !== undefined) last.stats = { ...last.stats, cut: true };
    if (entry.segment !== this.segment) return;
    // The model overwrites its stats at the next push.
    const cut = stats.cut || late;
    entry.stats = { ...stats, cut, milliseconds: { ...stats.milliseconds }, counts: { ...stats.counts } };
  }

  async flush(): Promise<void> {
    await this.model.flush(this.#emit);
    if (this.#unanswered.length > 0)
      throw new SaliencyError('ERR_MODEL', `the model kept ${this.#unanswered.length} maps back`);
  }

  readonly #emit = (map: Float32Array, confidence?: number, gaze?: Float32Array) => {
    const entry = this.#unanswered.shift();
    if (entry === undefined)
      throw new SaliencyError('ERR_MODEL', 'the model emitted more maps than it was given frames');
    if (entry.segment !== this.segment) return;
    entry.confidence = confidence;
    this.#keep(entry, map, gaze);
  };
}
