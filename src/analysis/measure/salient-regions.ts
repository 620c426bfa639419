import type { FrameSize } from '../../core/frame.js';

/** Regions that are kept of a frame. */
const MAX_REGIONS = 3;

/** Numbers of one region: sums over its pixels, then its box in pixels, right and bottom inclusive. */
export interface RegionSums {
  count: number;
  mass: number;
  /** Σ value · column and Σ value · row. */
  massX: number;
  massY: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Finds the connected regions (4-neighbors) of the pixels at or above a threshold, and keeps the heaviest three.
 *
 * A region is kept only with at least a twentieth of the mass of the heaviest: specks are no subjects. Runs of pixels
 * are joined row by row with union-find, so that one pass over the map is enough. The constructor allocates for the
 * worst case; `find` does not.
 */
export class SalientRegions {
  /** The regions of the last `find`, heaviest first; `found` of them are valid. Overwritten by the next call. */
  readonly regions: readonly RegionSums[] = Array.from({ length: MAX_REGIONS }, emptySums);
  found = 0;

  readonly #width: number;
  readonly #height: number;
  readonly #start: Int32Array;
  readonly #end: Int32Array;
  readonly #row: Int32Array;
  readonly #parent: Int32Array;
  readonly #mass: Float64Array;
  readonly #massX: Float64Array;
  readonly #size: Int32Array;
  readonly #box: Int32Array;
  readonly #massY: Float64Array;

  constructor({ width, height }: FrameSize) {
    const runs = Math.ceil(width / 2) * height;
    this.#width = width;
    this.#height = height;
    this.#start = new Int32Array(runs);
    this.#end = new Int32Array(runs);
    this.#row = new Int32Array(runs);
    this.#parent = new Int32Array(runs);
    this.#size = new Int32Array(runs);
    this.#box = new Int32Array(4 * runs);
    this.#mass = new Float64Array(runs);
    this.#massX = new Float64Array(runs);
    this.#massY = new Float64Array(runs);
  }

  /**
   * Finds the connected regions of a map at or above a threshold.
   *
   * @param threshold - above 0.
   */
  find(map: Float32Array, threshold: number): void {
    const runs = this.#joinRuns(map, threshold);
    this.#gather(runs);
    this.#rank(runs);
  }

  #joinRuns(map: Float32Array, threshold: number): number {
    const [width, height] = [this.#width, this.#height];
    const [start, end, row, parent, mass, massX] = [
      this.#start,
      this.#end,
      this.#row,
      this.#parent,
      this.#mass,
      this.#massX,
    ];
    let runs = 0;
    let above = 0;
    for (let y = 0; y < height; y++) {
      const base = y * width;
      const first = runs;
      let x = 0;
      while (x < width) {
        if (map[base + x]! < threshold) {
          x++;
          continue;
        }
        const from = x;
        let sum = 0;
        let sumX = 0;
        for (let value = map[base + x]!; value >= threshold; value = map[base + x]!) {
          sum += value;
          sumX += value * x;
          if (++x === width) break;
        }
        start[runs] = from;
        end[runs] = x;
        row[runs] = y;
        mass[runs] = sum;
        massX[runs] = sumX;
        parent[runs] = runs;
        // Runs of the row above end in order, as those of this row do: each pair that overlaps is met once.
        while (above < first && end[above]! <= from) above++;
        for (let other = above; other < first && start[other]! < x; other++) join(parent, runs, other);
        runs++;
      }
      above = first;
    }
    return runs;
  }

  /** Adds every run to the root of its region; the root is its first run, so it is read before others add to it. */
  #gather(runs: number): void {
    const [start, end, row, parent, mass, massX, massY, size, box] = [
      this.#start,
      this.#end,
      this.#row,
      this.#parent,
      this.#mass,
      this.#massX,
      this.#massY,
      this.#size,
      this.#box,
    ];
    for (let run = 0; run < runs; run++) {
      const root = find(parent, run);
      const y = row[run]!;
      if (root === run) {
        massY[run] = mass[run]! * y;
        size[run] = end[run]! - start[run]!;
        box[4 * run] = start[run]!;
        box[4 * run + 1] = y;
        box[4 * run + 2] = end[run]! - 1;
        box[4 * run + 3] = y;
        continue;
      }
      mass[root]! += mass[run]!;
      massX[root]! += massX[run]!;
      massY[root]! += mass[run]! * y;
      size[root]! += end[run]! - start[run]!;
      if (start[run]! < box[4 * root]!) box[4 * root] = start[run]!;
      if (end[run]! - 1 > box[4 * root + 2]!) box[4 * root + 2] = end[run]! - 1;
      box[4 * root + 3] = y;
    }
  }

  #rank(runs: number): void {
    const [parent, mass] = [this.#parent, this.#mass];
    let heaviest = 0;
    this.found = 0;
    for (let rank = 0; rank < MAX_REGIONS; rank++) {
      let best = -1;
      for (let run = 0; run < runs; run++)
        if (parent[run] === run && mass[run]! > 0 && (best < 0 || mass[run]! > mass[best]!)) best = run;
      if (best < 0 || mass[best]! < 0.05 * heaviest) return;
      const region = this.regions[rank]!;
      region.count = this.#size[best]!;
      region.mass = mass[best]!;
      region.massX = this.#massX[best]!;
      region.massY = this.#massY[best]!;
      region.left = this.#box[4 * best]!;
      region.top = this.#box[4 * best + 1]!;
      region.right = this.#box[4 * best + 2]!;
      region.bottom = this.#box[4 * best + 3]!;
      heaviest = Math.max(heaviest, region.mass);
      mass[best] = 0;
      this.found = rank + 1;
    }
  }
}

function emptySums(): RegionSums {
  return { count: 0, mass: 0, massX: 0, massY: 0, left: 0, top: 0, right: 0, bottom: 0 };
}

/** Gives the root of a region is the lowest of its runs, so that a root is always met before what hangs on it. */
function join(parent: Int32Array, a: number, b: number): void {
  a = find(parent, a);
  b = find(parent, b);
  if (a < b) parent[b] = a;
  else parent[a] = b;
}

function find(parent: Int32Array, run: number): number {
  while (parent[run] !== run) {
    parent[run] = parent[parent[run]!]!;
    run = parent[run]!;
  }
  return run;
}
