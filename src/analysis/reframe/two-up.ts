import type { FrameSize } from '../../core/frame.js';
import type { Box, RegionRecord } from '../record/analysis.js';
import { type CameraLimits, smoothPath } from './smooth-path.js';

/** The smallest crop of a subject, as a share of the largest: less would show more pixels than there are. */
const SMALLEST = 0.45;
/** Room around a subject, as a factor to its size. */
const ROOM = 1.25;
/** Way that a subject moves within its crop before that follows, as a share of the crop. */
const LEEWAY = 0.1;
/** Room above a subject that is higher than its crop, as a share of the crop. */
const ABOVE = 0.06;

/** The crops of two subjects, which are shown one above the other or side by side. */
export interface TwoUp {
  readonly pane: FrameSize;
  /** The left one of the picture first: a pair of crops a frame. */
  readonly crops: readonly (readonly [first: Box, second: Box])[];
}

/**
 * Plans crops of two subjects that are shown together, each in a half of the output.
 *
 * @param frames - the regions of each frame of a shot.
 * @param relative - width over height of a half of the output, in shares of the picture's sides.
 * @returns undefined where no two regions last.
 */
export function twoUp(
  frames: readonly (readonly RegionRecord[])[],
  relative: number,
  framesPerSecond: number,
  limits: CameraLimits,
): TwoUp | undefined {
  const lives = new Map<number, number>();
  for (const { id, weight } of frames.flat()) lives.set(id, (lives.get(id) ?? 0) + weight);
  const ids = [...lives].sort((a, b) => b[1] - a[1]).slice(0, 2);
  if (ids.length < 2) return undefined;
  const tracks = ids.map(([id]) => trackOf(frames, id)).sort((a, b) => middle(a) - middle(b));
  const [left, right] = [tracks[0]!, tracks[1]!];
  const largest = { width: Math.min(1, relative), height: Math.min(1, 1 / relative) };
  const needed = Math.max(
    ...[left, right].map((track) =>
      Math.max((ROOM * usual(track, 'width')) / largest.width, (ROOM * usual(track, 'height')) / largest.height),
    ),
  );
  // Neither subject is shown twice, where there is room for that.
  const apart = (middle(right) - middle(left)) / largest.width;
  const wanted = apart > needed ? Math.min(apart, 1.5 * needed) : needed;
  const scale = Math.min(1, Math.max(SMALLEST, wanted));
  const pane = { width: scale * largest.width, height: scale * largest.height };
  const paths = [left, right].map((track) => cropsAlong(track, pane, framesPerSecond, limits));
  return { pane, crops: paths[0]!.map((first, i) => [first, paths[1]![i]!]) };
}

/** The boxes of a region through a shot: where it is not seen, the last one, before it is, the first. */
function trackOf(frames: readonly (readonly RegionRecord[])[], id: number): Box[] {
  const boxes = frames.map((regions) => regions.find((region) => region.id === id)?.box);
  let last = boxes.find((box) => box !== undefined)!;
  return boxes.map((box) => {
    last = box ?? last;
    return last;
  });
}

function cropsAlong(track: readonly Box[], { width, height }: FrameSize, rate: number, limits: CameraLimits): Box[] {
  const path = (length: number, offset: (box: Box) => number) => {
    const span = 1 - length;
    const within = (value: number) => Math.min(span, Math.max(0, value));
    const leeway = LEEWAY * length;
    const low = Float64Array.from(track, (box) => within(offset(box) - leeway));
    const high = Float64Array.from(track, (box) => within(offset(box) + leeway));
    return smoothPath({ low, high, span }, rate, limits);
  };
  const x = path(width, (box) => box.x + box.width / 2 - width / 2);
  const y = path(height, (box) =>
    box.height > height * (1 - ABOVE) ? box.y - ABOVE * height : box.y + box.height / 2 - height / 2,
  );
  return track.map((_, i) => ({ x: x[i]!, y: y[i]!, width, height }));
}

function middle(track: readonly Box[]): number {
  return track.reduce((sum, { x, width }) => sum + x + width / 2, 0) / track.length;
}

function usual(track: readonly Box[], side: 'width' | 'height'): number {
  return track.map((box) => box[side]).sort((a, b) => a - b)[track.length >> 1]!;
}
