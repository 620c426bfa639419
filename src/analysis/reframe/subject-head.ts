import { type Axis, PROFILE_BINS } from '../measure/mass-profile.js';

/** A stretch along an axis, in shares of the side. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A subject along an axis, and the place where eyes rest on it, where that is known. */
export interface SeenSubject extends Span {
  readonly eyes: number | undefined;
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
 * For a crop that moves up and down, that is what is on top of the subject. For one that moves sideways: the part on
 * which eyes rest, where the subject is wider than the crop; else the part that leads where it moves; each with room
 * ahead.
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
  const [before, after] = [Math.max(0, frame - reach), Math.min(subjects.length - 1, frame + reach)];
  const speed = speedOf(subjects, before, after) * framesPerSecond;
  const moves = Math.abs(speed) < MOVING ? 0 : Math.sign(speed);
  const off = length > window ? eyesOff(subjects.slice(before, after + 1)) : undefined;
  if (off !== undefined) {
    const facing = Math.abs(off) > FACING * length ? Math.sign(off) : moves;
    return watchedHead(subject, off, facing, window, weight);
  }
  if (moves === 0) return undefined;
  const leading = Math.min(length, 0.5 * window);
  const head =
    moves > 0 ? { from: subject.to - leading, to: subject.to } : { from: subject.from, to: subject.from + leading };
  return part(head, ahead(head, moves, window), weight);
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

/** Gives the head around the eyes; one whose end is near reaches to the end: a snout is part of it. */
function watchedHead(subject: Span, off: number, facing: number, window: number, weight: number): FirstPart {
  const length = subject.to - subject.from;
  const eyes = Math.min(subject.to, Math.max(subject.from, (subject.from + subject.to) / 2 + off));
  const half = Math.min((HEAD_SHARE * length) / 2, window / 4);
  const from = eyes - subject.from < 2 * half ? subject.from : eyes - half;
  const to = subject.to - eyes < 2 * half ? subject.to : eyes + half;
  const head = { from: Math.max(from, to - window), to: Math.min(to, Math.max(from, to - window) + window) };
  return part(head, ahead(head, facing, window), weight);
}

function ahead({ from, to }: Span, direction: number, window: number): Span {
  const room = LOOK_ROOM * window;
  return { from: direction < 0 ? from - room : from, to: direction > 0 ? to + room : to };
}

/** Computes the speed of a subject's middle between two frames, in shares of the side a frame; 0 where it is not seen. */
function speedOf(subjects: readonly (Span | undefined)[], before: number, after: number): number {
  const [first, last] = [subjects[before], subjects[after]];
  if (first === undefined || last === undefined || after === before) return 0;
  return (last.from + last.to - first.from - first.to) / 2 / (after - before);
}

/** Gives the usual distance of the eyes from a subject's middle; undefined where they mostly rest elsewhere. */
function eyesOff(subjects: readonly (SeenSubject | undefined)[]): number | undefined {
  const offs = subjects.flatMap((subject) => {
    if (subject?.eyes === undefined || subject.eyes < subject.from || subject.eyes > subject.to) return [];
    return [subject.eyes - (subject.from + subject.to) / 2];
  });
  if (2 * offs.length <= subjects.length) return undefined;
  return offs.sort((a, b) => a - b)[offs.length >> 1];
}

function part(head: Span, wanted: Span, weight: number): FirstPart {
  return { head: within(head), wanted: within(wanted), weight };
}

function within({ from, to }: Span): Span {
  return { from: Math.max(0, from), to: Math.min(1, to) };
}
