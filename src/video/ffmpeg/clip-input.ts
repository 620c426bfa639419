import type { VideoInfo } from '../../core/stream.js';
import { inputGuards } from './accepted-codecs.js';
import { instantOf, ptsRange } from './pts-range.js';

/** Writes a path so that FFmpeg cannot take it for a protocol, an option or a pattern. */
export function ffmpegUrl(absolutePath: string): string {
  return `file:${absolutePath}`;
}

/** A part of a clip in seconds from its start; its end is left out. */
export interface ClipRange {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** The largest picture that is decoded where nothing else is said: 8192 × 8192. */
export const defaultMaxPixels = 8192 * 8192;

/**
 * Opens a clip at the start of a range. The decoding and the encoding FFmpeg both use it with `-copyts`, so that both see
 * the same frames under the stream's own timestamps; both need {@link rangeFilters} as well.
 */
export function clipInput(info: VideoInfo, range: ClipRange) {
  const options = inputGuards(info.maxPixels);
  const { startPts, endPts } = ptsRange(info, range);
  const secondsTo = (pts: number) => instantOf(info, pts) - info.startTime;
  // A seek is rounded: it leads to a place a little earlier, and the filter finds the first frame.
  const seeks = startPts !== undefined && seeksExactly(info);
  const from = seeks ? Math.max(0, secondsTo(startPts - 1) - 0.001) : 0;
  if (from > 0) options.push('-ss', exact(from));
  // FFmpeg counts a duration from the first frame that it meets: it bounds what is read, the filter finds the end.
  if (endPts !== undefined) options.push('-t', exact(secondsTo(endPts) - from + 5));
  return { options, source: ffmpegUrl(info.path) };
}

/** Begins and ends the frames where a range does: between two ticks, where no rounding reaches one. */
export function rangeFilters(info: VideoInfo, range: ClipRange): string[] {
  const { startPts, endPts } = ptsRange(info, range);
  const bounds = [
    ...(startPts === undefined ? [] : [`start=${exact(instantOf(info, startPts - 0.25))}`]),
    ...(endPts === undefined ? [] : [`end=${exact(instantOf(info, endPts - 0.25))}`]),
  ];
  return bounds.length === 0 ? [] : [`trim=${bounds.join(':')}`];
}

/** Containers with an index of their key frames: after a seek, the frames from the wanted one on come as without it. */
const indexed = ['mov', 'matroska', 'avi', 'flv', 'ogg', 'nut'];

/** Tells whether a seek in a clip loses no frame and changes none. MPEG streams are entered between key frames. */
export function seeksExactly({ container }: VideoInfo): boolean {
  return container.split(',').some((name) => indexed.includes(name));
}

/** Prints seconds to the microsecond, which is FFmpeg's own unit, never in exponent notation. */
export function exact(seconds: number): string {
  return seconds.toFixed(6);
}
