import type { PartialInputError } from '../core/errors.js';
import type { MapResult } from '../core/stream.js';
import type { SegmentEntry } from './segment-source.js';

/** A map on its way to the sinks, with what is known of its frame, which may have been decoded elsewhere. */
export interface MeasuredMap extends MapResult, Pick<SegmentEntry, 'cut' | 'confidence' | 'measured'> {
  /** Set where the clip ended early or is damaged. */
  readonly damage?: PartialInputError | undefined;
}
