import type { FrameSize, SaliencyMap } from '../../core/frame.js';

/** Bins of a mass profile. */
export const PROFILE_BINS = 64;

/** A side of the picture along which a crop can move. */
export type Axis = 'x' | 'y';

/** Sums maps of one size into a profile along an axis: where a crop that moves along it finds what stands out. */
export class MassProfile {
  readonly #axis: Axis;
  /** The bin of each column or row of the map. */
  readonly #bins: Uint8Array;
  readonly #profile = new Float32Array(PROFILE_BINS);

  constructor({ width, height }: FrameSize, axis: Axis) {
    const length = axis === 'x' ? width : height;
    this.#axis = axis;
    this.#bins = Uint8Array.from({ length }, (_, i) => Math.floor((i * PROFILE_BINS) / length));
  }

  /**
   * Sums what of the map is over its mean: haze all over the picture pulls at no crop.
   *
   * @returns `PROFILE_BINS` sums, each a single-precision number.
   */
  measure({ data, width, height }: SaliencyMap, mean: number): number[] {
    const [profile, bins, alongX] = [this.#profile, this.#bins, this.#axis === 'x'];
    profile.fill(0);
    for (let y = 0, i = 0; y < height; y++) {
      const row = bins[y]!;
      for (let x = 0; x < width; x++, i++) {
        const value = data[i]! - mean;
        if (value > 0) profile[alongX ? bins[x]! : row]! += value;
      }
    }
    return Array.from(profile);
  }
}
