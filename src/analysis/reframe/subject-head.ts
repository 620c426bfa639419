import { type Axis, PROFILE_BINS } from '../measure/mass-profile.js';

/** A stretch along an axis, in shares of the side. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A subject along an axis. */
export interface SeenSubject extends Span {
  /** The place where eyes rest, where that is known. */
  readonly eyes: number | undefined;
  /** How fast the background moves, in shares of the side a second. */
  readonly background: number;
}

/** The part of a subject that a crop shows first. */
export interface FirstPart {
  readonly head: Span;
  /** The head, with the room that it needs above or ahead of it. */
  readonly wanted: Span;
  /** How much it weighs: 1 for as much as all else together. */
  readonly weight: number;
}

/** Share of a subject's length that its head takes up, with the hair above it. */
const HEAD_SHARE = 0.25;
/** Room above a head, as a share of the side. */
const HEADROOM = 0.03;
/** Shares of the side a second from which on a subject moves somewhere. */
const MOVING = 0.04;
/** Room ahead of what moves, or looks, as a share of the crop. */
const LOOK_ROOM = 0.15;
/** Seconds before and after a frame between which motion is seen, and the place of the eyes is settled. */
const REACH = 0.5;
/** A subject whose eyes are this share of its length off its middle looks that way. */
const FACING = 0.1;
/** Weight of the head of a subject that does not fit: the body must not outweigh it. */
const ALONE = 4;

/** Tells along which axis the crop moves, how long it is there, and how fast frames come. */
interface HeadOptions {
  readonly axis: Axis;
  readonly window: number;
  readonly framesPerSecond: number;
}

/**
 * Gives the part of a subject that a crop has to show first.
 *
 * For a crop that moves up and down, that is what is on top of the subject. For one that moves sideways: the part that
 * leads where the subject moves over its background, though the camera follows it; else, where the subject is wider than the crop,
 * the end on which eyes rest; each with room ahead.
 *
 * @param subjects - of all frames of the shot.
 * @returns undefined without a subject, and for one that fits sideways and rests: all of it is equally wanted.
 */
export function headOf(
  subjects: readonly (SeenSubject | undefined)[],
  frame: number,
  { axis, window, framesPerSecond }: HeadOptions,
): FirstPart | undefined {
  const subject = subjects[frame];
  if (subject === undefined) return undefined;
  const length = subject.to - subject.from;
  const weight = length > window ? ALONE : 1;
  if (axis === 'y') {
    const to = subject.from + Math.min(window, HEAD_SHARE * length);
    return part({ from: subject.from, to }, { from: subject.from - HEADROOM, to }, weight);
  }
  const reach = Math.max(1, Math.round(REACH * framesPerSecond));
  const seen = subjects.slice(Math.max(0, frame - reach), frame + reach + 1);
  const travel = travelOf(seen) * framesPerSecond - (median(seen.map((one) => one?.background)) ?? 0);
  const eyes = length > window ? eyesOff(seen) : 0;
  const direction =
    Math.abs(travel) > MOVING ? Math.sign(travel) : Math.abs(eyes) > FACING * length ? Math.sign(eyes) : 0;
  if (direction === 0) return undefined;
  const share = length > window ? HEAD_SHARE * length : Math.min(length, 0.5 * window);
  const head =
    direction > 0 ? { from: subject.to - share, to: subject.to } : { from: subject.from, to: subject.from + share };
  const room = LOOK_ROOM * window;
  return part(
    head,
    { from: direction < 0 ? head.from - room : head.from, to: direction > 0 ? head.to + room : head.to },
    weight,
  );
}

/**
 * Gives profiles in which each frame's first part weighs as much as it should beside all else.
 *
 * @param profiles - frames · `PROFILE_BINS` masses, left as they are.
 */
export function addHeads(profiles: Float32Array, heads: readonly (FirstPart | undefined)[]): Float32Array {
  const weighted = profiles.slice();
  heads.forEach((first, frame) => {
    if (first === undefined) return;
    const { wanted, weight } = first;
    const own = weighted.subarray(frame * PROFILE_BINS, (frame + 1) * PROFILE_BINS);
    const mass = weight * own.reduce((sum, value) => sum + value, 0);
    const length = (wanted.to - wanted.from) * PROFILE_BINS;
    for (let bin = 0; bin < PROFILE_BINS && length > 0; bin++) {
      const covered = Math.min(bin + 1, wanted.to * PROFILE_BINS) - Math.max(bin, wanted.from * PROFILE_BINS);
      if (covered > 0) own[bin]! += (mass * covered) / length;
    }
  });
  return weighted;
}

/** Computes how far a subject's middle moves from frame to frame, between the first and the last in which it is seen. */
function travelOf(subjects: readonly (Span | undefined)[]): number {
  const first = subjects.findIndex((subject) => subject !== undefined);
  const last = subjects.findLastIndex((subject) => subject !== undefined);
  if (last <= first) return 0;
  const [a, b] = [subjects[first]!, subjects[last]!];
  return (b.from + b.to - a.from - a.to) / 2 / (last - first);
}

/** Gives the usual distance of the eyes from a subject's middle; 0 where they mostly rest elsewhere. */
function eyesOff(subjects: readonly (SeenSubject | undefined)[]): number {
  const offs = subjects.map((subject) => {
    if (subject?.eyes === undefined || subject.eyes < subject.from || subject.eyes > subject.to) return undefined;
    return subject.eyes - (subject.from + subject.to) / 2;
  });
  return 2 * offs.filter((off) => off !== undefined).length > subjects.length ? (median(offs) ?? 0) : 0;
}

function median(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return known[known.length >> 1];
}

function part(head: Span, wanted: Span, weight: number): FirstPart {
  return { head: within(head), wanted: within(wanted), weight };
}

function within({ from, to }: Span): Span {
  return { from: Math.max(0, from), to: Math.min(1, to) };
}
