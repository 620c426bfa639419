import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

const BLOCK = 8;
/** Cells of the longer side that pictures are compared by, at most. */
const MOST_CELLS = 64;
/** Cells of a patch's side. */
const PATCH = 6;
/** The first step of the search: patches are looked for up to 7 cells away. */
const FIRST_STEP = 4;
/** Brightness varying by less than this carries no picture: a flash, a fade, black. */
const LEAST_DEVIATION = 3;
/** A cut leaves at least this much of the picture unexplained, unless asked for otherwise. */
const UNEXPLAINED = 0.34;
/** A cut changes the distribution of colors by at least this, in levels of 255 at the usual threshold, and much more than usual. */
const RECOLORED = 5;
const UNUSUAL = 3;
/** A cut from or to a flat picture changes the distribution of colors by at least this, in levels of 255. */
const FLAT_RECOLORED = 12;
/** Share of the newest frame in what is usual. */
const MEMORY = 0.25;
const BINS = 32;

/** An option that says how much of the picture a cut leaves unexplained. */
export const cutThresholdOption = {
  type: 'number',
  min: 0.02,
  max: 2,
  default: UNEXPLAINED,
  summary: 'share of a picture that is new at a cut: less finds more cuts, more fewer',
} as const;

/** Describes a frame by its colors and edges, to be compared with the next ones. */
class Signature {
  /** Brightness of each cell, to mean 0 and deviation 1 over the frame. */
  readonly cells: Float32Array;
  /** Cells that are in a bin or in one below it, for R, G and B in turn. */
  readonly colors = new Int32Array(3 * BINS);

  constructor(cells: number) {
    this.cells = new Float32Array(cells);
  }
}

/**
 * Tells whether a frame starts a new shot.
 *
 * Two things must come together. The picture: looks for each patch of it, at 64 cells aside or less, in the frame before,
 * and one earlier; a cut leaves much that is found in neither. And the colors: movement within a shot, however fast,
 * keeps their distribution, so that it has to change more than it usually does.
 *
 * Brightness is normalized by mean and deviation, so that a change of exposure is no cut. Slow transitions are not cuts.
 *
 * A flat picture (black, a color) has nothing to look for: there the colors decide alone. A single flat frame between
 * pictures is a flash, and what follows it is compared with what was before; a second one tells that a shot began with
 * the first.
 */
export class ShotCuts {
  readonly #kernels: Kernels;
  readonly #columns: number;
  readonly #rows: number;
  readonly #blocks: Uint8Array;
  readonly #blockColumns: number;
  readonly #blockRows: number;
  readonly #cellBlocks: number;
  /** Share of the picture. */
  readonly #unexplainedAtCuts: number;
  /** Factor to the changes of color that a cut needs. */
  readonly #strictness: number;
  #current: Signature;
  /** The newest flat frame, of which only the colors are used. */
  #flat: Signature;
  #last: Signature;
  #beforeLast: Signature;
  /** Number of signatures, of the two before the current one, that are known. */
  #known = 0;
  #usual = 0;
  /** Number of flat frames in a row up to the last frame. */
  #flatFrames = 0;
  /** True where the last frame is flat and may be a flash or the start of a shot. */
  #undecided = false;
  #late = false;

  static bytes({ width, height }: FrameSize): number {
    return 3 * Math.floor(width / BLOCK) * Math.floor(height / BLOCK) + 16;
  }

  /** @param threshold - share of the picture that a cut leaves unexplained; changes of color are asked for in proportion. */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, threshold: number = UNEXPLAINED) {
    this.#kernels = kernels;
    this.#unexplainedAtCuts = threshold;
    this.#strictness = threshold / UNEXPLAINED;
    this.#blockColumns = Math.floor(size.width / BLOCK);
    this.#blockRows = Math.floor(size.height / BLOCK);
    this.#blocks = arena.uint8(3 * this.#blockColumns * this.#blockRows);
    this.#cellBlocks = Math.max(1, Math.ceil(Math.max(this.#blockColumns, this.#blockRows) / MOST_CELLS));
    this.#columns = Math.floor(this.#blockColumns / this.#cellBlocks);
    this.#rows = Math.floor(this.#blockRows / this.#cellBlocks);
    const cells = this.#columns * this.#rows;
    this.#current = new Signature(cells);
    this.#flat = new Signature(cells);
    this.#last = new Signature(cells);
    this.#beforeLast = new Signature(cells);
  }

  /** True where the shot that the last call to `update` told of began one frame earlier, with a flat picture. */
  get late(): boolean {
    return this.#late;
  }

  /**
   * Takes in the next frame. The first one after construction or `reset` is no cut, and neither is any in pictures of
   * less than 8 pixels aside.
   *
   * @param rgb - address of its first pixel.
   * @param rgbStride - bytes from row to row.
   * @returns whether a new shot has begun: with this frame, or with the one before where `late` says so.
   */
  update(rgb: number, rgbStride: number): boolean {
    this.#late = false;
    if (this.#columns * this.#rows === 0) return false;
    this.#kernels.shrinkRgb(rgb, rgbStride, this.#blockColumns, this.#blockRows, this.#blocks.byteOffset);
    if (!this.#sign()) return this.#updateFlat();
    const cut = this.#followsFlatShot() ? this.#jumpsFrom(this.#flat) : this.#known > 0 && this.#compare();
    const free = this.#beforeLast;
    this.#beforeLast = this.#last;
    this.#last = this.#current;
    this.#current = free;
    this.#known = cut ? 1 : Math.min(2, this.#known + 1);
    this.#flatFrames = 0;
    this.#undecided = false;
    return cut;
  }

  reset(): void {
    this.#known = 0;
    this.#usual = 0;
    this.#flatFrames = 0;
    this.#undecided = false;
  }

  /** Takes in a flat frame. */
  #updateFlat(): boolean {
    let cut = false;
    if (this.#undecided) {
      // Flashes of several colors tell nothing yet.
      cut = this.#recoloring(this.#flat) < this.#strictness * FLAT_RECOLORED;
      this.#undecided = !cut;
      this.#late = cut;
    } else if (this.#flatFrames > 0) cut = this.#jumpsFrom(this.#flat);
    else if (this.#known > 0) this.#undecided = this.#jumpsFrom(this.#last);
    if (cut) this.#known = 0;
    const free = this.#flat;
    this.#flat = this.#current;
    this.#current = free;
    this.#flatFrames++;
    return cut;
  }

  /** Tells whether the last frames were flat and no mere flash. */
  #followsFlatShot(): boolean {
    return !this.#undecided && (this.#flatFrames > 1 || (this.#flatFrames === 1 && this.#known === 0));
  }

  /** Tells whether colors change at once, and not step by step as in a fade, where one of two frames is flat. */
  #jumpsFrom(other: Signature): boolean {
    const recolored = this.#recoloring(other);
    const jumps = recolored > this.#strictness * Math.max(FLAT_RECOLORED, UNUSUAL * this.#usual);
    this.#usual = jumps ? 0 : this.#usual + MEMORY * (recolored - this.#usual);
    return jumps;
  }

  #compare(): boolean {
    const recolored = this.#recoloring(this.#last);
    // The search is asked last: it costs more than all the rest.
    const least = this.#strictness * Math.max(RECOLORED, UNUSUAL * this.#usual);
    const cut = recolored > least && this.#unexplained() > this.#unexplainedAtCuts;
    this.#usual = cut ? 0 : this.#usual + MEMORY * (recolored - this.#usual);
    return cut;
  }

  /** Computes the share of the current frame, from 0 to about 1, that the frames before it do not explain. */
  #unexplained(): number {
    const share = this.#search(this.#last);
    return this.#known > 1 && share > this.#unexplainedAtCuts ? Math.min(share, this.#search(this.#beforeLast)) : share;
  }

  /** Describes the current frame. Returns whether there is a picture. */
  #sign(): boolean {
    const { cells, colors } = this.#current;
    const columns = this.#columns;
    const side = this.#cellBlocks;
    let sum = 0;
    let squares = 0;
    colors.fill(0);
    for (let cell = 0, y = 0; y < this.#rows; y++) {
      for (let x = 0; x < columns; x++, cell++) {
        const first = 3 * side * (y * this.#blockColumns + x);
        const red = this.#mean(first);
        const green = this.#mean(first + 1);
        const blue = this.#mean(first + 2);
        colors[(red * BINS) >> 8]! += 1;
        colors[BINS + ((green * BINS) >> 8)]! += 1;
        colors[2 * BINS + ((blue * BINS) >> 8)]! += 1;
        const brightness = (red + green + blue) / 3;
        cells[cell] = brightness;
        sum += brightness;
        squares += brightness * brightness;
      }
    }
    for (let i = 0; i < colors.length; i++) if (i % BINS > 0) colors[i]! += colors[i - 1]!;
    const mean = sum / cells.length;
    const deviation = Math.sqrt(Math.max(0, squares / cells.length - mean * mean));
    if (deviation < LEAST_DEVIATION) return false;
    for (let cell = 0; cell < cells.length; cell++) cells[cell] = (cells[cell]! - mean) / deviation;
    return true;
  }

  /** Computes the mean of a channel over the blocks of a cell, the first of which is given. */
  #mean(first: number): number {
    const blocks = this.#blocks;
    const side = this.#cellBlocks;
    if (side === 1) return blocks[first]!;
    let sum = 0;
    for (let v = 0; v < side; v++) {
      const row = first + 3 * v * this.#blockColumns;
      for (let u = 0; u < side; u++) sum += blocks[row + 3 * u]!;
    }
    return sum / (side * side);
  }

  /** Computes the Earth mover's distance between the colors of two frames: mean over the channels, in levels. */
  #recoloring({ colors }: Signature): number {
    const current = this.#current.colors;
    let sum = 0;
    for (let i = 0; i < colors.length; i++) sum += Math.abs(current[i]! - colors[i]!);
    return (sum * 256) / (3 * BINS * this.#current.cells.length);
  }

  /** Computes the mean difference of the patches of the current frame from what is most like them in another. */
  #search({ cells }: Signature): number {
    let sum = 0;
    let patches = 0;
    for (let y = 0; y < this.#rows; y += PATCH) {
      for (let x = 0; x < this.#columns; x += PATCH) {
        sum += Math.min(1, this.#nearest(cells, x, y));
        patches++;
      }
    }
    return sum / patches;
  }

  /** Searches in three steps: the eight places around the best one, at half the distance each time. */
  #nearest(other: Float32Array, x: number, y: number): number {
    let bestX = 0;
    let bestY = 0;
    let least = this.#patchDifference(other, x, y, 0, 0);
    for (let step = FIRST_STEP; step >= 1; step >>= 1) {
      const centerX = bestX;
      const centerY = bestY;
      for (let v = -step; v <= step; v += step) {
        for (let u = -step; u <= step; u += step) {
          if (u === 0 && v === 0) continue;
          const difference = this.#patchDifference(other, x, y, centerX + u, centerY + v);
          if (difference < least) {
            least = difference;
            bestX = centerX + u;
            bestY = centerY + v;
          }
        }
      }
    }
    return least;
  }

  /**
   * Computes the mean difference of a patch from what is (dx, dy) away in another frame; infinite where there is no
   * such place.
   */
  #patchDifference(other: Float32Array, x: number, y: number, dx: number, dy: number): number {
    const columns = this.#columns;
    const endX = Math.min(columns, x + PATCH);
    const endY = Math.min(this.#rows, y + PATCH);
    if (x + dx < 0 || y + dy < 0 || endX + dx > columns || endY + dy > this.#rows) return Number.POSITIVE_INFINITY;
    const current = this.#current.cells;
    let sum = 0;
    for (let v = y; v < endY; v++) {
      const row = v * columns;
      const shifted = row + dy * columns + dx;
      for (let u = x; u < endX; u++) sum += Math.abs(current[row + u]! - other[shifted + u]!);
    }
    return sum / ((endX - x) * (endY - y));
  }
}
