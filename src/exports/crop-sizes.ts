import { evenSide } from '../analysis/reframe/exact-size.js';
import type { CropFrame, ReframePlan } from '../analysis/reframe/reframe-plan.js';
import type { FrameSize } from '../core/frame.js';

/** Pixels by which a crop may be off before it moves. */
const STICKY = 0.75;

/** The frames of a plan that are cropped to one size in pixels. */
export interface CropSize {
  readonly width: number;
  readonly height: number;
  /** Size of the whole picture that the crop is taken from: the clip's, or what makes the crop fill a given size. */
  readonly picture: FrameSize;
  readonly frames: readonly CropFrame[];
}

/** A whole-pixel position, and the number of the frame from which on it holds. */
export interface CropMove {
  readonly position: number;
  readonly x: number;
  readonly y: number;
}

/** Gives the sizes of single crops that occur in a plan, narrowest first: what fills the output comes before what is padded. */
export function cropSizes(plan: ReframePlan): CropSize[] {
  const sizes = new Map<string, CropSize & { readonly frames: CropFrame[] }>();
  for (const frame of plan.frames) {
    if (frame.second !== undefined) continue;
    const size = pixelSize(plan, frame);
    const key = `${size.width}x${size.height} of ${size.picture.width}x${size.picture.height}`;
    if (!sizes.has(key)) sizes.set(key, { ...size, frames: [] });
    sizes.get(key)!.frames.push(frame);
  }
  return [...sizes.values()].sort((a, b) => a.width - b.width || a.height - b.height);
}

/**
 * Lists the moves of the crops of one size. Whole pixels change only when the crop is clearly nearer to another: a path
 * at rest between two pixels does not flicker.
 */
export function cropMoves(plan: ReframePlan, size: CropSize): CropMove[] {
  const positions = new Map(plan.frames.map((frame, i) => [frame, i]));
  const nearest = (exact: number, last: number) => (Math.abs(exact - last) <= STICKY ? last : Math.round(exact));
  const moves: CropMove[] = [];
  for (const frame of size.frames) {
    const last = moves.at(-1) ?? { x: Number.NaN, y: Number.NaN };
    const exact = offsetOf(frame, size);
    const x = nearest(exact.x, last.x);
    const y = nearest(exact.y, last.y);
    if (x !== last.x || y !== last.y) moves.push({ position: positions.get(frame)!, x, y });
  }
  return moves;
}

/** Gives the exact place of a crop in pixels of the picture that it is taken from. */
export function offsetOf({ crop }: CropFrame, { width, height, picture }: Omit<CropSize, 'frames'>) {
  const within = (share: number, length: number, side: number) => Math.min(side - length, Math.max(0, share * side));
  return { x: within(crop.x, width, picture.width), y: within(crop.y, height, picture.height) };
}

/**
 * Gives the filter condition under which a size is shown: from the first frame of its shots to the first that is not.
 */
export function shownWhile(
  plan: ReframePlan,
  size: Pick<CropSize, 'frames'>,
  at: (position: number) => string,
): string {
  const own = new Set(size.frames);
  const parts: string[] = [];
  plan.frames.forEach((frame, i) => {
    if (own.has(frame) === (i > 0 && own.has(plan.frames[i - 1]!))) return;
    if (own.has(frame)) parts.push(`gte(t,${at(i)})`);
    else parts[parts.length - 1] += `*lt(t,${at(i)})`;
  });
  return parts.join('+');
}

/**
 * Gives the filter graph's time for something that has to happen at a frame: half way from the frame before it, so that
 * rounding cannot move it past its frame; 0 for the first.
 *
 * @param timeOffset - seconds that the graph's clock is behind the clip's timestamps.
 */
export function commandTimes({ frames }: ReframePlan, timeOffset: number): (position: number) => string {
  return (position) => {
    if (position === 0) return '0';
    const middle = (frames[position - 1]!.seconds + frames[position]!.seconds) / 2 - timeOffset;
    return String(Number(Math.max(0, middle).toFixed(6)));
  };
}

/**
 * Rounds a crop to an even size, since chroma is subsampled. The unpadded crop has exactly the size of the output: where
 * that was asked for, the picture is scaled first, so that the crop moves in pixels of the output and has its very shape.
 */
function pixelSize({ clip, output, shots }: ReframePlan, { crop, shot }: CropFrame): Omit<CropSize, 'frames'> {
  const own = { width: evenSide(crop.width, clip.width), height: evenSide(crop.height, clip.height) };
  const padded = shots.find(({ index }) => index === shot)?.padded ?? false;
  const fits = own.width === output.width && own.height === output.height;
  if (padded || fits) return { ...own, picture: clip };
  const scaled = (side: number, share: number) => Math.max(side, 2 * Math.round(side / share / 2));
  return {
    ...output,
    picture: { width: scaled(output.width, crop.width), height: scaled(output.height, crop.height) },
  };
}
