import type { FrameSize } from '../core/frame.js';
import type { FeatureChannel } from './early-vision.js';
import { promotePeaks } from './feature-competition.js';
import { PlaneScaler } from './plane-scaler.js';
import { halve, type PyramidLevel } from './pyramid.js';

/** Levels that are compared with levels that are so much coarser, of pyramids that begin with level 1. */
export const CENTERS = [1, 2, 3] as const;
const STEPS = [3, 4] as const;
/** Place of level 4, at which maps are added. */
const SUM_LEVEL = 3;
/** Levels that a pyramid has to have. */
export const LEVELS = 8;

/**
 * Adds up where the features of a channel differ from their surroundings: |center ⊖ surround| for six pairs of levels of
 * each pyramid, each promoted by its peaks, at level 4.
 *
 * Itti, Koch, Niebur, PAMI 20 (1998).
 */
export class CenterSurround {
  /** Size of the maps that come out. */
  readonly size: FrameSize;
  readonly #levels: readonly FrameSize[];
  readonly #scalers: readonly PlaneScaler[];
  readonly #surround: Float32Array;
  readonly #maps: readonly PyramidLevel[];
  readonly #between: Float32Array;

  /** @param levels - sizes of the levels of the pyramids. */
  constructor(levels: readonly FrameSize[]) {
    const finest = levels[CENTERS[0]]!;
    const pixels = finest.width * finest.height;
    this.#levels = levels;
    this.size = levels[SUM_LEVEL]!;
    this.#scalers = CENTERS.flatMap((c) => STEPS.map((step) => new PlaneScaler(levels[c + step]!, levels[c]!)));
    this.#surround = new Float32Array(pixels);
    this.#maps = CENTERS.map((c) => {
      const { width, height } = levels[c]!;
      return { width, height, data: new Float32Array(width * height) };
    });
    this.#between = new Float32Array(pixels);
  }

  /** Writes the sum of a channel, promoted by its own peaks. */
  map({ pyramids, opponent }: FeatureChannel, out: Float32Array): void {
    out.fill(0);
    for (let p = 0; p < pyramids.length; p++) {
      for (let c = 0; c < CENTERS.length; c++) {
        for (let s = 0; s < STEPS.length; s++) this.#addDifference(pyramids[p]!, opponent, c, s, out);
      }
    }
    promotePeaks(out, this.size);
  }

  #addDifference(pyramid: readonly PyramidLevel[], opponent: boolean, c: number, s: number, out: Float32Array): void {
    const center = pyramid[CENTERS[c]!]!;
    const surround = this.#surround;
    const { data } = this.#maps[c]!;
    this.#scalers[c * STEPS.length + s]!.scale(pyramid[CENTERS[c]! + STEPS[s]!]!.data, surround);
    // The surround of red against green is green against red, which is its negative.
    const sign = opponent ? 1 : -1;
    for (let i = 0; i < data.length; i++) data[i] = Math.abs(center.data[i]! + sign * surround[i]!);
    promotePeaks(data, this.#levels[CENTERS[c]!]!);
    let map = this.#maps[c]!;
    for (let level = c + 1; level < CENTERS.length; level++) {
      halve(map, this.#between, this.#maps[level]!);
      map = this.#maps[level]!;
    }
    for (let i = 0; i < out.length; i++) out[i]! += map.data[i]!;
  }
}
