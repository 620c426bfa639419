import type { FrameMeasurement } from '../analysis/measure/frame-measurer.js';
import type { Timestamp } from '../core/frame.js';
import type { FrameMark, LeadOut } from '../core/seams.js';

/**
 * A segment source gives the maps of a clip segment by segment. Threads of this process are one, a folder of finished
 * segments is another, and other machines can be a third.
 *
 * Segments may be read in any order and several at a time. Who leaves the loop over one ends what was begun for it.
 */
export interface SegmentSource {
  /** The entries of a segment, one a frame, in order. They are the caller's. */
  read(segment: number): AsyncIterable<SegmentEntry>;
}

/** An entry tells all of one frame. It is plain data, which can be kept in a file or sent to another machine. */
export interface SegmentEntry {
  readonly time: Timestamp;
  /** The gray levels of the map, deflated; `MapLevels` reads them. */
  readonly levels: Uint8Array;
  /** True where the frame starts a new shot. */
  readonly cut: boolean;
  /** The model is so sure that the frame has a subject, in [0, 1]; undefined if it cannot tell. */
  readonly confidence?: number | undefined;
  /** Figures of the frame, and of its map before it was rounded, where they were asked for. */
  readonly measured?: FrameMeasurement | undefined;
  /** Set in the first entry of a segment but the first: the frames that were decoded before it, and its first frame. */
  readonly leadIn?: readonly FrameMark[] | undefined;
  /** Set in the last entry of a segment but the last. */
  readonly leadOut?: LeadOut | undefined;
  /** Set in the last entry of a segment where the clip ended early or is damaged. */
  readonly damage?: SegmentDamage | undefined;
}

/** A `PartialInputError` as plain data. */
export interface SegmentDamage {
  readonly message: string;
  readonly decoded: number;
  readonly expected?: number | undefined;
}
