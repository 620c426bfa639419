import { SIGNATURE_LENGTH, type StillMeasurement, signatureDistance } from '../measure/still-measure.js';
import type { StillRecord } from '../record/analysis.js';

/** A frame that may become a still. */
export interface StillCandidate extends StillMeasurement, Omit<StillRecord, 'score'> {
  /** Gray levels of its map, where they were asked for. */
  readonly levels?: Uint8Array | undefined;
}

/** A candidate with its score in [0, 1]. */
export interface ScoredStill extends StillCandidate {
  readonly score: number;
}

/** Candidates kept of a shot; one of each stretch of frames, stretches growing with the shot. */
const KEPT = 64;
/** A picture whose cells differ by less than this, in levels, is flat; one that is darker all over is black. */
const FLAT = 6;
const BLACK = 24;
/** Fine detail that a flat picture does not have: what looks the same all over may be grass. */
const DETAIL = 1;
/** Stills of one shot that compete for the clip. */
const PER_SHOT = 5;
/** Stills kept for the choice over the clip. */
const POOL = 512;
/** Pictures nearer than this look alike; from there to `DISTINCT` they count ever more. */
const ALIKE = 0.05;
const DISTINCT = 0.2;

/**
 * Finds the best still of a shot: sharp, confident, and near the shot's typical picture.
 *
 * Of ever longer stretches of the shot only the sharpest, most confident frame is kept, at most 64 in all, so that
 * memory does not grow with the shot.
 */
export class ShotStills {
  #candidates: StillCandidate[] = [];
  #stretch = 1;
  #frames = 0;
  /** Frames that show something. */
  #pictures = 0;
  readonly #sums = new Float64Array(SIGNATURE_LENGTH);

  /** @param copyLevels - copies the map; called only for a candidate that is kept, for now. */
  push(candidate: Omit<StillCandidate, 'levels'>, copyLevels?: () => Uint8Array): void {
    if (!isBlank(candidate)) {
      for (let i = 0; i < SIGNATURE_LENGTH; i++) this.#sums[i]! += candidate.signature[i]!;
      this.#pictures++;
    }
    const slot = Math.floor(this.#frames++ / this.#stretch);
    const rival = slot < KEPT ? this.#candidates[slot] : undefined;
    if (rival !== undefined && better(rival, candidate) === rival) return;
    const kept = { ...candidate, levels: copyLevels?.() };
    if (slot < KEPT) this.#candidates[slot] = kept;
    else {
      const halves = this.#candidates.filter((_, i) => i % 2 === 0);
      this.#candidates = halves.map((first, i) => better(first, this.#candidates[2 * i + 1]!));
      this.#stretch *= 2;
      this.#candidates.push(kept);
    }
  }

  /** Ends the shot. @returns its candidates scored, best first; empty without frames. */
  finish(): ScoredStill[] {
    const typical = this.#sums.map((sum) => sum / Math.max(1, this.#pictures));
    const pictures = this.#candidates.filter((candidate) => !isBlank(candidate));
    const distances = this.#candidates.map(({ signature }) => signatureDistance(signature, typical));
    const scale = Math.max(0.04, 1.5 * median(pictures.map(({ signature }) => signatureDistance(signature, typical))));
    const best = Math.max(...this.#candidates.map(quality), Number.MIN_VALUE);
    const scored = this.#candidates.map((candidate, i) => ({
      ...candidate,
      score: isBlank(candidate)
        ? 0
        : (0.05 + 0.95 * (quality(candidate) / best)) * Math.exp(-((distances[i]! / scale) ** 2)),
    }));
    this.#candidates = [];
    this.#sums.fill(0);
    [this.#stretch, this.#frames, this.#pictures] = [1, 0, 0];
    return scored.sort((a, b) => b.score - a.score || a.index - b.index);
  }
}

/** Chooses the best stills of a clip that differ from each other, from those of its shots. */
export class ClipStills {
  #pool: ScoredStill[] = [];

  /**
   * @param stills - the scored candidates of one shot, best first.
   * @param duration - seconds of the shot: what flashes by is no still of the clip.
   */
  add(stills: readonly ScoredStill[], duration: number): void {
    for (const { levels: _, ...still } of chooseDifferent(stills, PER_SHOT))
      this.#pool.push({
        ...still,
        score: still.score * (0.25 + 0.75 * still.confidence) * Math.min(1, 0.2 + 0.8 * duration),
      });
    if (this.#pool.length > 2 * POOL) this.#pool = this.#best();
  }

  /** @returns at most `count`, best first; fewer where the clip does not have so many different pictures, none of one without a picture. */
  choose(count: number): StillRecord[] {
    return chooseDifferent(this.#best(), count).map(asRecord);
  }

  #best(): ScoredStill[] {
    return this.#pool.sort((a, b) => b.score - a.score || a.index - b.index).slice(0, POOL);
  }
}

/** The public face of a scored candidate. */
export function asRecord({ levels: _l, sharpness: _s, signature: _g, ...record }: ScoredStill): StillRecord {
  return record;
}

/** Greedily takes the candidate whose score, times its distance to what is already taken, is highest. */
function chooseDifferent(stills: readonly ScoredStill[], count: number): ScoredStill[] {
  const nearest = stills.map(() => Number.POSITIVE_INFINITY);
  const chosen: ScoredStill[] = [];
  while (chosen.length < Math.min(count, stills.length)) {
    let best = -1;
    let bestWorth = 0;
    for (let i = 0; i < stills.length; i++) {
      const difference = Math.min(1, (nearest[i]! - ALIKE) / (DISTINCT - ALIKE));
      const worth = difference * stills[i]!.score;
      if (worth > bestWorth) [best, bestWorth] = [i, worth];
    }
    if (best < 0) break;
    const taken = stills[best]!;
    chosen.push(taken);
    for (let i = 0; i < stills.length; i++)
      nearest[i] = Math.min(nearest[i]!, signatureDistance(taken.signature, stills[i]!.signature));
  }
  return chosen;
}

/** Tells whether a picture is black or of one color, and shows nothing. */
function isBlank({ signature, sharpness }: StillMeasurement): boolean {
  const darkest = [255, 255, 255];
  const brightest = [0, 0, 0];
  for (let i = 0; i < signature.length; i++) {
    const value = signature[i]!;
    darkest[i % 3] = Math.min(darkest[i % 3]!, value);
    brightest[i % 3] = Math.max(brightest[i % 3]!, value);
  }
  if (Math.max(...brightest) < BLACK) return true;
  return sharpness < DETAIL && brightest.every((value, i) => value - darkest[i]! < FLAT);
}

function quality(candidate: StillCandidate): number {
  return isBlank(candidate) ? 0 : candidate.sharpness * (0.25 + candidate.confidence);
}

function better(a: StillCandidate | undefined, b: StillCandidate | undefined): StillCandidate {
  return a === undefined || (b !== undefined && quality(b) > quality(a)) ? b! : a;
}

function median(values: readonly number[]): number {
  return values.length === 0 ? 0 : [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
