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
  /** The place of its top along x, where that is known. */
  readonly crown: number | undefined;
  /** Speed of the background, in shares of the side a second, where that can be told. */
  readonly background: number | undefined;
}

/** The part of a subject that a crop shows first. */
export interface FirstPart {
  readonly head: Span;
  /** All of the subject where that fits, else the head; with the room above or ahead that there is. */
  readonly wanted: Span;
  /** Weight of the part: 1 for as much as all else together. */
  readonly weight: number;
}

/** Share of a subject's length that its head takes up, with the hair above it. */
const HEAD_SHARE = 0.25;
/** Share of a subject's length that its top takes up. */
const CROWN = 0.15;
/** Room above a head, as a share of the side. */
const HEADROOM = 0.03;
/** Shares of the side a second from which on a subject moves somewhere. */
const MOVING = 0.04;
/** Room ahead of what moves, or looks, as a share of the crop. */
const LOOK_ROOM = 0.15;
/** Seconds before and after a frame in which it is settled where a subject goes, or looks. */
const REACH = 1;
/** Seconds before and after a frame over which the ends of what it shows are averaged. */
const STEADY = 0.3;
/** Seconds between the places from which speeds are told. */
const STEP = 0.25;
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
 * the end on which eyes rest; each with what is on top of the subject, where both fit, and with room ahead.
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
  const now = travelOf(seen, framesPerSecond);
  // Who pauses still looks where the shot takes him.
  const travel = Math.abs(now) > MOVING ? now : travelOf(subjects, framesPerSecond);
  const eyes = length > window ? eyesOff(seen) : 0;
  const looks = Math.abs(eyes) > FACING * length ? Math.sign(eyes) : 0;
  const direction = Math.abs(travel) > MOVING ? Math.sign(travel) : looks;
  if (direction === 0) return undefined;
  const room = LOOK_ROOM * window;
  const head = withCrown(leadingEnd(subject, direction, window), subject, window - room);
  const whole = length > window ? head : subject;
  const free = Math.min(room, window - (whole.to - whole.from));
  const [before, after] = direction < 0 ? [free, 0] : [0, free];
  return part(head, { from: whole.from - before, to: whole.to + after }, weight);
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

/** Gives spans whose ends are means over the frames around: what trembles is not followed. */
export function steadySpans(spans: readonly (Span | undefined)[], framesPerSecond: number): (Span | undefined)[] {
  const reach = Math.round(STEADY * framesPerSecond);
  return spans.map((span, i) => {
    if (span === undefined) return undefined;
    const around = spans.slice(Math.max(0, i - reach), i + reach + 1).filter((other) => other !== undefined);
    const mean = (end: (span: Span) => number) => around.reduce((sum, other) => sum + end(other), 0) / around.length;
    return { from: mean(({ from }) => from), to: mean(({ to }) => to) };
  });
}

/** Joins the leading end of a subject and its top, where both fit into a length. */
function withCrown(end: Span, { crown, ...subject }: SeenSubject, most: number): Span {
  if (crown === undefined) return end;
  const half = (CROWN * (subject.to - subject.from)) / 2;
  const both = { from: Math.min(end.from, crown - half), to: Math.max(end.to, crown + half) };
  return both.to - both.from <= most ? both : end;
}

function leadingEnd({ from, to }: Span, direction: number, window: number): Span {
  const length = to - from;
  const share = length > window ? HEAD_SHARE * length : Math.min(length, 0.5 * window);
  return direction > 0 ? { from: to - share, to } : { from, to: from + share };
}

/** Tells how fast a subject usually moves over its background, in shares of the side a second. */
function travelOf(subjects: readonly (SeenSubject | undefined)[], framesPerSecond: number): number {
  const step = Math.max(1, Math.round(STEP * framesPerSecond));
  const speeds = subjects.map((subject, i) => {
    const before = subjects[i - step];
    if (subject === undefined || before === undefined) return undefined;
    // What joins a subject, or parts from it, moves one of its ends only.
    const ends = [subject.from - before.from, subject.to - before.to].sort((a, b) => Math.abs(a) - Math.abs(b));
    return ends[0]! * ends[1]! > 0 ? (ends[0]! / step) * framesPerSecond : 0;
  });
  return (median(speeds) ?? 0) - (median(subjects.map((subject) => subject?.background)) ?? 0);
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
