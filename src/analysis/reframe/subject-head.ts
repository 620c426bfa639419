import { type Axis, PROFILE_BINS } from '../measure/mass-profile.js';

/** A stretch along an axis, in shares of the side. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Share of a subject's height that its head takes up, with the hair above it. */
const HEAD_SHARE = 0.25;
/** Room above a head, as a share of the side. */
export const HEADROOM = 0.03;
/** Shares of the side a second from which on a subject moves somewhere. */
const MOVING = 0.04;
/** Room ahead of what moves, as a share of the crop. */
const LOOK_ROOM = 0.15;
/** Seconds before and after a frame between which motion is seen. */
const REACH = 0.5;

/** Tells along which axis the crop moves, how long it is there, and how fast frames come. */
interface HeadOptions {
  readonly axis: Axis;
  readonly window: number;
  readonly framesPerSecond: number;
}

/**
 * Gives the part of a subject that a crop has to show first: for a crop that moves up and down, what is on top of the
 * subject; for one that moves sideways, the part that leads where it moves, with room ahead of it.
 *
 * @param subjects - of all frames of the shot.
 * @returns undefined without a subject, and for one that fits sideways and rests: all of it is equally wanted.
 */
export function headOf(
  subjects: readonly (Span | undefined)[],
  frame: number,
  { axis, window, framesPerSecond }: HeadOptions,
): Span | undefined {
  const subject = subjects[frame];
  if (subject === undefined) return undefined;
  const length = subject.to - subject.from;
  if (axis === 'y') {
    const head = Math.min(window, HEAD_SHARE * length);
    return within({ from: subject.from - HEADROOM, to: subject.from + head });
  }
  const reach = Math.max(1, Math.round(REACH * framesPerSecond));
  const [before, after] = [Math.max(0, frame - reach), Math.min(subjects.length - 1, frame + reach)];
  const [first, last] = [subjects[before], subjects[after]];
  if (first === undefined || last === undefined || after === before) return undefined;
  const speed = ((last.from + last.to - first.from - first.to) / 2 / (after - before)) * framesPerSecond;
  if (Math.abs(speed) < MOVING) return undefined;
  const part = Math.min(length, 0.5 * window);
  const room = LOOK_ROOM * window;
  return within(
    speed > 0
      ? { from: subject.to - part, to: subject.to + room }
      : { from: subject.from - room, to: subject.from + part },
  );
}

/**
 * Gives profiles in which each frame's head weighs as much as all else.
 *
 * @param profiles - frames · `PROFILE_BINS` masses, left as they are.
 */
export function addHeads(profiles: Float32Array, heads: readonly (Span | undefined)[]): Float32Array {
  const weighted = profiles.slice();
  heads.forEach((head, frame) => {
    if (head === undefined) return;
    const own = weighted.subarray(frame * PROFILE_BINS, (frame + 1) * PROFILE_BINS);
    const mass = own.reduce((sum, value) => sum + value, 0);
    const length = (head.to - head.from) * PROFILE_BINS;
    for (let bin = 0; bin < PROFILE_BINS && length > 0; bin++) {
      const covered = Math.min(bin + 1, head.to * PROFILE_BINS) - Math.max(bin, head.from * PROFILE_BINS);
      if (covered > 0) own[bin]! += (mass * covered) / length;
    }
  });
  return weighted;
}

function within({ from, to }: Span): Span {
  return { from: Math.max(0, from), to: Math.min(1, to) };
}
