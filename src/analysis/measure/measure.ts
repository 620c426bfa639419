import type { FrameSize } from '../../core/frame.js';
import type { Box, FrameRecord, Point, RegionRecord } from '../record/analysis.js';
import { SalientRegions } from './salient-regions.js';

/** A region of one frame, before it has an identity. */
export type MeasuredRegion = Omit<RegionRecord, 'id'>;

/** Everything that one map tells by itself; the fields are those of `FrameRecord`. */
export interface Measurement
  extends Pick<FrameRecord, 'centroid' | 'peak' | 'spread' | 'box' | 'coverage' | 'entropy' | 'mean' | 'confidence'> {
  /** Twice the mean, at most the maximum. */
  readonly threshold: number;
  /** Heaviest first. */
  readonly regions: readonly MeasuredRegion[];
}

const LEVELS = 1024;

/** Number, mass and bounding box of the pixels at the threshold; number and coordinate sums of those at the maximum. */
interface Extent {
  readonly count: number;
  readonly mass: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly plateau: number;
  readonly plateauX: number;
  readonly plateauY: number;
}

/**
 * Measures saliency maps of one size, each in two passes: sums and a histogram, then everything at the threshold.
 *
 * Pixels are points at their centers: column c of w lies at (c + ½) / w. The entropy is read from a histogram of 1024
 * levels. The constructor allocates; nothing is allocated in the pixel loops. Maps at 400×225 take about half a
 * millisecond.
 */
export class MapMeasurer {
  /** Mass of every column and row of the last map: width and height values, overwritten by the next `measure`. */
  readonly columns: Float64Array;
  readonly rows: Float64Array;

  readonly #size: FrameSize;
  readonly #histogram = new Uint32Array(LEVELS + 1);
  readonly #regions: SalientRegions;

  constructor({ width, height }: FrameSize) {
    this.#size = { width, height };
    this.columns = new Float64Array(width);
    this.rows = new Float64Array(height);
    this.#regions = new SalientRegions(this.#size);
  }

  /**
   * Measures one map.
   *
   * @param map - width · height values in [0, 1].
   */
  measure(map: Float32Array): Measurement {
    const { width, height } = this.#size;
    const pixels = width * height;
    const max = this.#sum(map);
    let total = 0;
    for (let y = 0; y < height; y++) total += this.rows[y]!;
    if (!(total > 0)) return EMPTY;

    const mean = total / pixels;
    const threshold = Math.min(2 * mean, max);
    const x = moments(this.columns, total);
    const y = moments(this.rows, total);
    const extent = this.#extent(map, threshold, max);
    this.#regions.find(map, threshold);
    const background = pixels > extent.count ? (total - extent.mass) / (pixels - extent.count) : mean;
    return {
      centroid: { x: x.mean, y: y.mean },
      peak: { ...this.#peak(map, max, extent), value: max },
      spread: { x: x.deviation, y: y.deviation },
      box: this.#box(extent.left, extent.top, extent.right, extent.bottom),
      coverage: extent.count / pixels,
      entropy: this.#entropy(pixels),
      mean,
      confidence: Math.min(1, Math.max(0, max - background)),
      threshold,
      regions: this.#describeRegions(),
    };
  }

  /** Makes the first pass: column and row sums, histogram; returns the maximum. */
  #sum(map: Float32Array): number {
    const { width, height } = this.#size;
    const [columns, rows, histogram] = [this.columns, this.rows, this.#histogram];
    columns.fill(0);
    histogram.fill(0);
    let max = 0;
    for (let y = 0, i = 0; y < height; y++) {
      let sum = 0;
      for (let x = 0; x < width; x++, i++) {
        const value = map[i]!;
        sum += value;
        columns[x]! += value;
        histogram[(value * LEVELS + 0.5) | 0]!++;
        if (value > max) max = value;
      }
      rows[y] = sum;
    }
    return max;
  }

  /**
   * Computes the entropy: H = −Σ p log₂ p with p = m / Σ m, so H = log₂ S − (Σ m log₂ m) / S; as a share of log₂ of the
   * number of pixels.
   */
  #entropy(pixels: number): number {
    if (pixels === 1) return 1;
    let mass = 0;
    let logs = 0;
    for (let level = 1; level <= LEVELS; level++) {
      const count = this.#histogram[level]!;
      if (count === 0) continue;
      const value = level / LEVELS;
      mass += count * value;
      logs += count * value * Math.log2(value);
    }
    // Every value is below half a level: so faint a map is taken as one without a shape.
    if (mass === 0) return 1;
    return Math.min(1, Math.max(0, (Math.log2(mass) - logs / mass) / Math.log2(pixels)));
  }

  /** Gives the pixel of the maximum that is nearest to the middle of all that hold it. */
  #peak(map: Float32Array, max: number, { plateau, plateauX, plateauY }: Extent): Point {
    const { width, height } = this.#size;
    const middleX = plateauX / plateau;
    const middleY = plateauY / plateau;
    let [bestX, bestY, best] = [middleX, middleY, Number.POSITIVE_INFINITY];
    for (let y = 0, i = 0; plateau > 1 && y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (map[i] !== max) continue;
        const distance = (x - middleX) ** 2 + (y - middleY) ** 2;
        if (distance >= best) continue;
        bestX = x;
        bestY = y;
        best = distance;
      }
    }
    return { x: (bestX + 0.5) / width, y: (bestY + 0.5) / height };
  }

  /** Makes the second pass: what is at or above the threshold, and where the maximum is held. */
  #extent(map: Float32Array, threshold: number, max: number): Extent {
    const { width, height } = this.#size;
    let [count, mass] = [0, 0];
    let [left, top, right, bottom] = [width, height, -1, -1];
    let [plateau, plateauX, plateauY] = [0, 0, 0];
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const value = map[i]!;
        if (value < threshold) continue;
        count++;
        mass += value;
        if (x < left) left = x;
        if (x > right) right = x;
        if (top === height) top = y;
        bottom = y;
        if (value < max) continue;
        plateau++;
        plateauX += x;
        plateauY += y;
      }
    }
    return { count, mass, left, top, right, bottom, plateau, plateauX, plateauY };
  }

  #box(left: number, top: number, right: number, bottom: number): Box {
    const { width, height } = this.#size;
    return {
      x: left / width,
      y: top / height,
      width: (right + 1 - left) / width,
      height: (bottom + 1 - top) / height,
    };
  }

  #describeRegions(): MeasuredRegion[] {
    const { width, height } = this.#size;
    const kept = this.#regions.regions.slice(0, this.#regions.found);
    const total = kept.reduce((sum, { mass }) => sum + mass, 0);
    return kept.map(({ count, mass, massX, massY, left, top, right, bottom }) => ({
      centroid: { x: (massX / mass + 0.5) / width, y: (massY / mass + 0.5) / height },
      box: this.#box(left, top, right, bottom),
      area: count / (width * height),
      weight: mass / total,
    }));
  }
}

const EMPTY: Measurement = {
  centroid: null,
  peak: null,
  spread: null,
  box: null,
  coverage: 0,
  entropy: 0,
  mean: 0,
  confidence: 0,
  threshold: 0,
  regions: [],
};

/** Computes the mean and standard deviation of a mass profile, as shares of its length. */
function moments(profile: Float64Array, total: number) {
  let sum = 0;
  for (let i = 0; i < profile.length; i++) sum += profile[i]! * (i + 0.5);
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < profile.length; i++) squares += profile[i]! * (i + 0.5 - mean) ** 2;
  return { mean: mean / profile.length, deviation: Math.sqrt(squares / total) / profile.length };
}
