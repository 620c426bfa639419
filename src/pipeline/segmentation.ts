/**
 * How a clip is cut into segments that are mapped independently of each other: by time, whatever maps them.
 *
 * Segment k spans origin + [k, k + 1) · length; its model is fed from `leadIn` seconds before, so that it has settled
 * when the segment starts.
 */
export interface Segmentation {
  /** Seconds. */
  readonly origin: number;
  /** Seconds; Infinity for one segment that never ends. */
  readonly length: number;
  /** Seconds. */
  readonly leadIn: number;
}

/** One segment. */
export const unsegmented: Segmentation = { origin: 0, length: Number.POSITIVE_INFINITY, leadIn: 0 };

/** The segment that an instant belongs to. */
export function segmentAt({ origin, length }: Segmentation, seconds: number): number {
  return length === Number.POSITIVE_INFINITY ? 0 : Math.floor((seconds - origin) / length);
}
