import type { StreamInfo } from '../core/stream.js';
import type { TimeRange } from '../core/time-range.js';

/**
 * Cuts a clip into segments that are mapped independently of each other: by time, whatever maps them.
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

/** Takes the whole clip as one segment. */
export const unsegmented: Segmentation = { origin: 0, length: Number.POSITIVE_INFINITY, leadIn: 0 };

/** Long enough that lead-ins and starts of decoders cost little, short enough that many fit into a clip. */
const segmentSeconds = 20;
/** A belief that keeps three quarters of itself from frame to frame has forgotten a difference after these: 0.1 %. */
const leadInFrames = 24;

/** Gives the segmentation of a part of a clip: its own property, which nothing of how it is worked on changes. */
export function segmentationOf(
  { startTime, averageFrameRate }: StreamInfo,
  { start = 0 }: TimeRange = {},
): Segmentation {
  const rate = averageFrameRate.num / averageFrameRate.den;
  return { origin: startTime + start, length: segmentSeconds, leadIn: Math.min(5, Math.max(1, leadInFrames / rate)) };
}

/** Gives the segment that an instant belongs to; 0 for what lies before the origin, which is rounded. */
export function segmentAt({ origin, length }: Segmentation, seconds: number): number {
  return length === Number.POSITIVE_INFINITY ? 0 : Math.max(0, Math.floor((seconds - origin) / length));
}

/**
 * Counts the segments that a part of a clip is expected to have; undefined where the file does not say how long it is.
 */
export function segmentCount({ duration }: StreamInfo, { start = 0, end }: TimeRange = {}): number | undefined {
  const last = Math.min(end ?? Number.POSITIVE_INFINITY, duration ?? Number.POSITIVE_INFINITY);
  return last === Number.POSITIVE_INFINITY ? undefined : Math.max(1, Math.ceil((last - start) / segmentSeconds));
}
