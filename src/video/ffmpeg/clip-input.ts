import type { VideoInfo } from '../../core/stream.js';
import { inputGuards } from './accepted-codecs.js';

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
export function clipInput(info: VideoInfo, { start = 0, end }: ClipRange) {
  const options = inputGuards(info.maxPixels);
  const from = seeksExactly(info) ? start : 0;
  if (from > 0) options.push('-ss', exact(from));
  // FFmpeg counts a duration from the first frame that it meets: it bounds what is read, the filter finds the end.
  if (end !== undefined) options.push('-t', exact(end - from + 5));
  return { options, source: ffmpegUrl(info.path) };
}

/** Ends the frames where a range ends, and begins them where it begins if seeking cannot. */
export function rangeFilters(info: VideoInfo, { start = 0, end }: ClipRange): string[] {
  const bounds = [
    ...(start > 0 && !seeksExactly(info) ? [`start=${exact(info.startTime + start)}`] : []),
    ...(end === undefined ? [] : [`end=${exact(info.startTime + end)}`]),
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
