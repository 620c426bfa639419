import type { FrameMeasurement } from '../analysis/measure/frame-measurer.js';
import type { Timestamp } from '../core/frame.js';

/**
 * Gives the maps of a clip segment by segment: threads of this process, a folder of finished segments, another machine.
 *
 * Segments may be read in any order and several at a time. Who leaves the loop over one ends what was begun for it.
 */
export interface SegmentSource {
  /** The entries of a segment, one a frame, in order. They are the caller's. */
  read(segment: number): AsyncIterable<SegmentEntry>;
}

/** What a segment tells of one frame. Plain data, which can be kept in a file or sent to another machine. */
export interface SegmentEntry {
  readonly time: Timestamp;
  /** The gray levels of the map, deflated; `MapLevels` reads them. */
  readonly levels: Uint8Array;
  /** Whether the frame starts a new shot. */
  readonly cut: boolean;
  /** How sure the model is that the frame has a subject, in [0, 1]. */
  readonly confidence?: number | undefined;
  /** What was measured of the frame and its map before the map was rounded, where that was asked for. */
  readonly measured?: FrameMeasurement | undefined;
  /** Set in the last entry of a segment where the clip ended early or is damaged. */
  readonly damage?: SegmentDamage | undefined;
}

/** What a `PartialInputError` says, as plain data. */
export interface SegmentDamage {
  readonly message: string;
  readonly decoded: number;
  readonly expected?: number | undefined;
}
