import type { VideoInfo } from '../../core/stream.js';
import type { TimeRange } from '../../core/time-range.js';

/** A range in the clip's own time base: frames from `startPts` on, before `endPts`; no bound where it does not say. */
export interface PtsRange {
  readonly startPts: number | undefined;
  readonly endPts: number | undefined;
}

/** The unit that FFmpeg itself rounds seconds to. */
const microsecond = 1e-6;

/**
 * Decides a range once, for all that decode, encode and cut: in timestamps, which no two programs round differently.
 *
 * A frame belongs to it that starts at its start or later, and before its end. A frame that starts by a rounding error
 * before a bound starts at it.
 */
export function ptsRange(info: VideoInfo, { start = 0, end }: TimeRange): PtsRange {
  const { num, den } = info.timeBase;
  const tolerance = Math.min(0.45, Math.max(1e-3, (2 * microsecond * den) / num));
  const ticksAt = (seconds: number) => Math.ceil(firstTick(info) + (seconds * den) / num - tolerance);
  return { startPts: start > 0 ? ticksAt(start) : undefined, endPts: end === undefined ? undefined : ticksAt(end) };
}

/** Gives the instant of a timestamp in seconds; a part of a tick may be added or taken. */
export function instantOf({ timeBase }: VideoInfo, pts: number): number {
  return (pts * timeBase.num) / timeBase.den;
}

/** Counts the ticks from one frame to the next, in the mean; at least 1. */
export function ticksPerFrame({ timeBase, averageFrameRate }: VideoInfo): number {
  return Math.max(1, Math.round((averageFrameRate.den * timeBase.den) / (averageFrameRate.num * timeBase.num)));
}

/**
 * The rule for timestamps that are missing, repeat or fall, as a filter: a frame without one follows the frame before it
 * after a mean frame's time; one that is not later than the frame before it follows that at the next tick.
 * `TimestampReader` does the same.
 */
export function risingTimestamps(info: VideoInfo): string {
  const missing = `if(isnan(PREV_OUTPTS),0,PREV_OUTPTS+${ticksPerFrame(info)})`;
  const told = 'if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1))';
  return `setpts='if(isnan(PTS),${missing},${told})'`;
}

/** The instant at which the clip starts, in ticks: exact where the header tells it in ticks. */
function firstTick({ startTime, startPts, timeBase }: VideoInfo): number {
  const ticks = (startTime * timeBase.den) / timeBase.num;
  const isTold = startPts !== undefined && Math.abs(ticks - startPts) * timeBase.num < 2 * microsecond * timeBase.den;
  return isTold ? startPts : ticks;
}
