import { PROFILE_BINS } from '../measure/mass-profile.js';
import { type CameraLimits, smoothPath } from './smooth-path.js';
import type { Span } from './subject-head.js';

/** A shot as the camera sees it: how salience spreads over each frame along one side. */
export interface ShotMass {
  /** frames · `PROFILE_BINS` values: salient mass along the axis on which the camera moves, frame after frame. */
  readonly profiles: Float32Array;
  /** Trust in the map of each frame, in [0, 1]. */
  readonly trust: Float32Array;
  /** Stretches that each frame should not cut, whatever their mass: a head, a caption. */
  readonly whole?: readonly (readonly Wanted[])[];
}

/** A stretch along the axis that is shown whole. */
export interface Wanted extends Span {
  /** `head`: cut never; `all`: as little as can be; `or-none`: or left out, which is as good. */
  readonly need: 'head' | 'all' | 'or-none';
}

/** Positions that the first, coarse search knows. */
const POSITIONS = 97;
/** Cost of moving a whole side, in seconds of losing everything: the camera ignores what passes sooner. */
const TRAVEL_SECONDS = 0.4;
/** Cost of being at the edge rather than in the middle: who held the camera kept the subject near the middle. */
const OFF_CENTER = 0.1;
/** Share of the mass that a smoother path may give up. */
const TOLERANCE = 0.02;
/** Share of something that may be cut off and leave it whole. */
const GRAIN = 0.02;
/** Share of what is wanted whole that a smoother path may cut. */
const CUT_TOLERANCE = 0.05;
/** Cost of cutting something that is wanted whole, beside 1 for losing all mass. */
const CUT = 1;

/**
 * Gives the path of a window over the frames of one shot: still where it can be, smooth and bounded where it must move.
 *
 * First the coarse path that keeps the most mass for the least travel (dynamic programming, exact), which decides what
 * to follow and never chases noise. Then, for every frame, the range of positions that keep about as much as that
 * path does; and in this corridor the path of least speed, acceleration and jerk, each by its absolute value, so that
 * it consists of rests and of smooth moves between them (Grundmann, Kwatra and Essa, "Auto-Directed Video
 * Stabilization with Robust L1 Optimal Camera Paths", CVPR 2011).
 *
 * @param window - length of the window as a share of the side, in (0, 1].
 * @param framesPerSecond - of the shot.
 * @returns the window's center for each frame, within [window / 2, 1 − window / 2].
 */
export function cameraPath(
  { profiles, trust, whole }: ShotMass,
  window: number,
  framesPerSecond: number,
  limits: CameraLimits,
): Float64Array {
  const frames = profiles.length / PROFILE_BINS;
  if (window >= 1) return new Float64Array(frames).fill(0.5);
  const kept = keptMass(profiles, window);
  const cut = cutAt(trust, window, whole);
  const maxSpeed = (limits.maxSpeed * (POSITIONS - 1)) / (1 - window);
  const coarse = coarsePath({ kept, cut, trust }, framesPerSecond, maxSpeed);
  const corridor = corridorAround(coarse, kept, cut);
  const unit = (1 - window) / (POSITIONS - 1);
  const low = corridor.low.map((position) => position * unit);
  const high = corridor.high.map((position) => position * unit);
  const offsets = smoothPath({ low, high, span: 1 - window }, framesPerSecond, limits);
  return offsets.map((offset) => window / 2 + offset);
}

/**
 * Computes the share of a frame's mass inside a window around `center`; 1 for a frame without mass, which loses
 * nothing.
 */
export function massInside(profiles: Float32Array, frame: number, center: number, window: number): number {
  const first = frame * PROFILE_BINS;
  let total = 0;
  for (let bin = 0; bin < PROFILE_BINS; bin++) total += profiles[first + bin]!;
  if (!(total > 0)) return 1;
  const [from, to] = [(center - window / 2) * PROFILE_BINS, (center + window / 2) * PROFILE_BINS];
  let inside = 0;
  for (let bin = Math.max(0, Math.floor(from)); bin < Math.min(PROFILE_BINS, to); bin++)
    inside += profiles[first + bin]! * (Math.min(to, bin + 1) - Math.max(from, bin));
  return Math.min(1, inside / total);
}

/**
 * Computes how badly a window cuts what is wanted whole, in [0, 1]: 0 for not at all, 1 for a head of which a quarter is
 * lost, and for what is cut but may as well be left out; half the share that is lost of what is merely better whole.
 *
 * @param trust - in what is known of subjects and their heads, in [0, 1].
 */
export function cutBy(wanted: readonly Wanted[], center: number, window: number, trust = 1): number {
  const [left, right] = [center - window / 2, center + window / 2];
  let most = 0;
  for (const { from, to, need } of wanted) {
    const inside = Math.max(0, Math.min(to, right) - Math.max(from, left));
    const lost = to > from ? 1 - inside / (to - from) : 0;
    if (lost <= GRAIN) continue;
    const cost = { head: trust * Math.min(1, 4 * lost), all: trust * 0.5 * lost, 'or-none': lost < 1 - GRAIN ? 1 : 0 }[
      need
    ];
    most = Math.max(most, cost);
  }
  return most;
}

/** Computes the same at each of the positions, frames · `POSITIONS`. */
function cutAt(trust: Float32Array, window: number, whole: ShotMass['whole']): Float32Array {
  const cut = new Float32Array(trust.length * POSITIONS);
  whole?.forEach((wanted, frame) => {
    for (let position = 0; wanted.length > 0 && position < POSITIONS; position++) {
      const center = window / 2 + (position * (1 - window)) / (POSITIONS - 1);
      cut[frame * POSITIONS + position] = cutBy(wanted, center, window, trust[frame]);
    }
  });
  return cut;
}

/** Computes the share of mass kept at each of the positions, frames · `POSITIONS`. */
function keptMass(profiles: Float32Array, window: number): Float32Array {
  const frames = profiles.length / PROFILE_BINS;
  const kept = new Float32Array(frames * POSITIONS);
  for (let frame = 0; frame < frames; frame++)
    for (let position = 0; position < POSITIONS; position++) {
      const center = window / 2 + (position * (1 - window)) / (POSITIONS - 1);
      kept[frame * POSITIONS + position] = massInside(profiles, frame, center, window);
    }
  return kept;
}

/**
 * Finds the cheapest path over positions (Viterbi): least Σ trust · (1 − kept) + cost of cuts + cost of travel + distance from the
 * middle.
 *
 * @param maxSpeed - positions a second.
 */
function coarsePath(
  { kept, cut, trust }: { kept: Float32Array; cut: Float32Array; trust: Float32Array },
  framesPerSecond: number,
  maxSpeed: number,
): Int32Array {
  const frames = trust.length;
  const travel = (TRAVEL_SECONDS * framesPerSecond) / (POSITIONS - 1);
  const step = Math.max(1, Math.min(POSITIONS - 1, Math.round(maxSpeed / framesPerSecond)));
  const from = new Uint8Array(frames * POSITIONS);
  let cost = new Float64Array(POSITIONS);
  let next = new Float64Array(POSITIONS);
  for (let frame = 0; frame < frames; frame++) {
    for (let position = 0; position < POSITIONS; position++) {
      let best = frame === 0 ? 0 : Number.POSITIVE_INFINITY;
      const last = Math.min(POSITIONS - 1, position + step);
      for (let before = Math.max(0, position - step); frame > 0 && before <= last; before++) {
        const total = cost[before]! + travel * Math.abs(before - position);
        if (total < best) {
          best = total;
          from[frame * POSITIONS + position] = before;
        }
      }
      const lost = trust[frame]! * (1 - kept[frame * POSITIONS + position]!) + CUT * cut[frame * POSITIONS + position]!;
      next[position] = best + lost + OFF_CENTER * Math.abs((2 * position) / (POSITIONS - 1) - 1);
    }
    [cost, next] = [next, cost];
  }
  const path = new Int32Array(frames);
  let position = cost.indexOf(Math.min(...cost));
  for (let frame = frames - 1; frame >= 0; frame--) {
    path[frame] = position;
    position = from[frame * POSITIONS + position]!;
  }
  return path;
}

/** Finds for every frame the positions around the path that keep as much as it does, less the tolerance. */
function corridorAround(path: Int32Array, kept: Float32Array, cut: Float32Array) {
  const low = new Float64Array(path.length);
  const high = new Float64Array(path.length);
  path.forEach((position, frame) => {
    const base = frame * POSITIONS;
    const enough = kept[base + position]! - TOLERANCE;
    const most = cut[base + position]! + CUT_TOLERANCE;
    const fits = (at: number) => kept[base + at]! >= enough && cut[base + at]! <= most;
    let left = position;
    while (left > 0 && fits(left - 1)) left--;
    let right = position;
    while (right < POSITIONS - 1 && fits(right + 1)) right++;
    low[frame] = left;
    high[frame] = right;
  });
  return { low, high };
}
