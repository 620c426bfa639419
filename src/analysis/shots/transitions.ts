import { SIGNATURE_LENGTH } from '../measure/still-measure.js';
import type { FrameRecord, TransitionRecord } from '../record/analysis.js';

/** Frames that are looked back: transitions of up to about this length are found. */
const MEMORY = 96;
/** Lengths of transitions that are tried, in frames. */
const LENGTHS = [6, 8, 12, 16, 24, 32, 48, 64, 90];
/** Places between the ends at which a mixture is checked. */
const CHECKED = [0.25, 0.5, 0.75];
/** The least difference of the pictures on both sides, as a root mean square of levels. */
const LEAST_CHANGE = 14;
/** In a dissolve, differences deviate at least by this share of their size: what drives past, while the lens adapts, changes most of a picture alike. */
const BREADTH = 0.25;
/** A mixture of both pictures is off them by at most this share of their difference. */
const MOST_OFF = 0.3;
/** Its share of the second picture is off the share of time by at most this. */
const MOST_UNEVEN = 0.2;
/** A single frame that makes this share of the change is a cut. */
const JUMP = 0.45;
/** A picture whose cells differ by less than this, in levels, is flat. */
const FLAT = 6;
/** Pictures whose patterns correlate by more than this are one picture, brighter or darker. */
const SAME_PATTERN = 0.85;
/** Pictures beside a transition change at most this much as fast as those within: a pan goes on. */
const CALMER = 0.6;
/** Frames beside a transition by which that is told. */
const BESIDE = 6;
/** A transition begins, and ends, where this share of the other picture is seen. */
const SEEN = 0.06;

interface Seen extends Pick<FrameRecord, 'index' | 'pts' | 'timecode'> {
  readonly signature: readonly number[];
}

interface Candidate {
  readonly kind: TransitionRecord['kind'];
  readonly first: number;
  readonly last: number;
  readonly change: number;
}

/**
 * Finds cuts, dissolves and fades among the frames of a clip, which come in order.
 *
 * A dissolve is seen in coarse pictures of the frames: those between are mixtures of the picture before and the picture
 * after, in shares that grow evenly; a pan or what moves leads elsewhere on its way. It is a fade where one of both is
 * black or of one color. Memory is bounded: a transition is told a few seconds after it.
 */
export class Transitions {
  #found: TransitionRecord[] = [];
  readonly #frames: Seen[] = [];
  #candidate: Candidate | undefined;
  /** Last frame of the last transition that was told: what comes later begins after it. */
  #toldUntil = -1;

  /**
   * Adds the next frame.
   *
   * @param signature - its coarse picture, `SIGNATURE_LENGTH` levels.
   * @param cut - whether it begins a shot by a cut.
   */
  push({ index, pts, timecode }: FrameRecord, signature: readonly number[], cut: boolean): void {
    if (cut) {
      const at = { firstFrame: index, lastFrame: index, startPts: pts, endPts: pts };
      this.#found.push({ kind: 'cut', ...at, startTimecode: timecode, endTimecode: timecode });
    }
    this.#frames.push({ index, pts, timecode, signature });
    if (this.#frames.length > MEMORY) this.#frames.shift();
    const candidate = this.#look();
    const pending = this.#candidate;
    if (candidate === undefined) {
      // What follows a transition soon may yet belong to it.
      if (pending !== undefined && index > pending.last + LENGTHS[0]!) this.#settle();
    } else if (pending === undefined || candidate.first > pending.last) {
      this.#settle();
      this.#candidate = candidate;
    } else if (candidate.change > 1.05 * pending.change) this.#candidate = candidate;
  }

  /** Ends the clip. @returns all transitions, in order. */
  finish(): readonly TransitionRecord[] {
    this.#settle();
    return this.#found.sort((a, b) => a.firstFrame - b.firstFrame);
  }

  /** Looks for the transition that ends with the newest frame. */
  #look(): Candidate | undefined {
    let best: Candidate | undefined;
    const { index } = this.#frames.at(-1)!;
    for (const length of LENGTHS) {
      if (length >= this.#frames.length || index - length < this.#toldUntil) break;
      const candidate = this.#mixture(this.#frames.slice(-length - 1));
      if (candidate !== undefined && candidate.change > 1.05 * (best?.change ?? 0)) best = candidate;
    }
    return best;
  }

  /** Tells the transition between the first and the last of some frames; undefined where what is between is no mixture. */
  #mixture(frames: readonly Seen[]): Candidate | undefined {
    const [before, after] = [frames[0]!.signature, frames.at(-1)!.signature];
    const change = distance(before, after);
    if (change < LEAST_CHANGE) return undefined;
    for (const share of CHECKED) {
      const { signature } = frames[Math.round(share * (frames.length - 1))]!;
      const { part, off } = place(signature, before, after, change);
      if (off > MOST_OFF || Math.abs(part - share) > MOST_UNEVEN) return undefined;
    }
    const parts = frames.map(({ signature }) => place(signature, before, after, change).part);
    if (parts.some((part, i) => i > 0 && Math.abs(part - parts[i - 1]!) > JUMP)) return undefined;
    const kind = isFlat(after) ? 'fade-out' : isFlat(before) ? 'fade-in' : 'dissolve';
    // Two colors that follow each other show nothing; a picture that brightens stays what it is.
    if (isFlat(before) && isFlat(after)) return undefined;
    const alike = correlation(before, after) > SAME_PATTERN || unevenness(before, after) < BREADTH * change;
    if (kind === 'dissolve' && alike) return undefined;
    const first = parts.findIndex((part) => part > SEEN);
    const last = parts.findLastIndex((part) => part < 1 - SEEN);
    return { kind, first: frames[first]!.index, last: frames[Math.max(first, last)]!.index, change };
  }

  /** Tells how far pictures change a frame, from one to some frames before or after it; 0 where there are none. */
  #speed(index: number, direction: 1 | -1): number {
    const position = this.#frames.findIndex((frame) => frame.index === index);
    const other = Math.min(this.#frames.length - 1, Math.max(0, position + direction * BESIDE));
    if (position < 0 || other === position) return 0;
    return distance(this.#frames[position]!.signature, this.#frames[other]!.signature) / Math.abs(other - position);
  }

  /** Tells the candidate, which nothing better has replaced. */
  #settle(): void {
    if (this.#candidate === undefined) return;
    const { kind, first, last, change } = this.#candidate;
    const at = (index: number) => this.#frames.find((frame) => frame.index === index);
    const [from, to] = [at(first), at(last)];
    this.#candidate = undefined;
    if (from === undefined || to === undefined) return;
    const most = CALMER * (change / (last - first + 1));
    if (this.#speed(first - 1, -1) > most && this.#speed(last + 1, 1) > most) return;
    this.#toldUntil = last;
    // What looks like a cut amid a dissolve is a part of it.
    this.#found = this.#found.filter(
      (one) => one.kind !== 'cut' || one.firstFrame < first || one.firstFrame > last + 1,
    );
    this.#found.push({
      kind,
      firstFrame: first,
      lastFrame: last,
      startPts: from.pts,
      endPts: to.pts,
      startTimecode: from.timecode,
      endTimecode: to.timecode,
    });
  }
}

/** Tells which mixture of two pictures another one is nearest to, and how far it is off that, as a share of their difference. */
function place(picture: readonly number[], before: readonly number[], after: readonly number[], change: number) {
  let along = 0;
  for (let i = 0; i < SIGNATURE_LENGTH; i++) along += (picture[i]! - before[i]!) * (after[i]! - before[i]!);
  const part = along / SIGNATURE_LENGTH / change ** 2;
  let squares = 0;
  for (let i = 0; i < SIGNATURE_LENGTH; i++)
    squares += (picture[i]! - before[i]! - part * (after[i]! - before[i]!)) ** 2;
  return { part, off: Math.sqrt(squares / SIGNATURE_LENGTH) / change };
}

/** Computes the root mean square difference of two pictures, in levels. */
function distance(a: readonly number[], b: readonly number[]): number {
  let squares = 0;
  for (let i = 0; i < SIGNATURE_LENGTH; i++) squares += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(squares / SIGNATURE_LENGTH);
}

/** Gives the median deviation of the differences of two pictures from their median, in levels. */
function unevenness(a: readonly number[], b: readonly number[]): number {
  const median = (values: number[]) => values.sort((x, y) => x - y)[values.length >> 1]!;
  const differences = a.map((level, i) => b[i]! - level);
  const usual = median(differences);
  return median(differences.map((difference) => Math.abs(difference - usual)));
}

function isFlat(picture: readonly number[]): boolean {
  return [0, 1, 2].every((channel) => {
    const levels = picture.filter((_, i) => i % 3 === channel);
    return Math.max(...levels) - Math.min(...levels) < FLAT;
  });
}

/** Computes the correlation of two pictures, each channel about its own mean. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const centered = (picture: readonly number[]) => {
    const means = [0, 0, 0];
    for (let i = 0; i < SIGNATURE_LENGTH; i++) means[i % 3]! += (3 * picture[i]!) / SIGNATURE_LENGTH;
    return picture.map((level, i) => level - means[i % 3]!);
  };
  const [x, y] = [centered(a), centered(b)];
  const sum = (p: readonly number[], q: readonly number[]) => p.reduce((total, value, i) => total + value * q[i]!, 0);
  return sum(x, y) / Math.sqrt(Math.max(1, sum(x, x) * sum(y, y)));
}
