import { optionTable, resolveOptions } from '../../core/options.js';
import type { CellGrid, LoudCells } from '../measure/loud-cells.js';
import type { Box } from '../record/analysis.js';
import { type Margins, marginsOf, type SafeArea, safeAreaOption } from './safe-area.js';

/** What counts as a quiet zone. */
export interface QuietZoneOptions {
  /** Share of each side of the picture that stays free: 0.05 is action safe, 0.1 title safe. Default 0. */
  readonly safeMargin?: number | undefined;
  /** Where the clip is shown: what its controls and captions cover stays free too. Default: nowhere in particular. */
  readonly safeArea?: SafeArea | undefined;
  /** Rectangles to find for a shot. Default 3. */
  readonly count?: number;
}

/** An option that says which share of each side of the picture stays free. */
export const safeMarginOption = { type: 'number', min: 0, max: 0.45 } as const;

const marginTable = optionTable({
  safeMargin: { ...safeMarginOption, summary: 'share of each side that stays free' },
  safeArea: { ...safeAreaOption, summary: 'place where the clip is shown' },
});

/** The least size of a zone: what a line of caption needs. */
const MIN_WIDTH = 0.15;
const MIN_HEIGHT = 0.06;

/**
 * Finds the largest rectangles that stay unsalient through a shot, for titles and captions.
 *
 * A cell of the grid that is loud in a single frame of the shot is loud.
 */
export class QuietZones {
  readonly #margins: Margins;
  readonly #count: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #loud: Uint8Array;

  /** @throws {OptionError} when `safeMargin` is out of its range, or `safeArea` unknown. */
  constructor({ columns, rows }: CellGrid, { safeMargin = 0, safeArea, count = 3 }: QuietZoneOptions = {}) {
    resolveOptions(marginTable, { safeMargin, safeArea });
    this.#margins = marginsOf(safeArea, safeMargin);
    this.#count = count;
    this.#columns = columns;
    this.#rows = rows;
    this.#loud = new Uint8Array(columns * rows);
  }

  /** Adds the next frame of the shot. */
  push({ runs }: LoudCells): void {
    for (let i = 0; i < runs.length; i += 2) this.#loud.fill(1, runs[i]!, runs[i]! + runs[i + 1]!);
  }

  /** Ends the shot. @returns zones that do not overlap, largest first. */
  finish(): Box[] {
    const free = this.#loud.map((loud) => 1 - loud);
    this.#closeMargins(free);
    const zones: Box[] = [];
    while (zones.length < this.#count) {
      const { left, top, right, bottom } = largestRectangle(free, this.#columns, this.#rows);
      const [width, height] = [(right - left) / this.#columns, (bottom - top) / this.#rows];
      if (width < MIN_WIDTH || height < MIN_HEIGHT) break;
      zones.push({ x: left / this.#columns, y: top / this.#rows, width, height });
      for (let y = top; y < bottom; y++) free.fill(0, y * this.#columns + left, y * this.#columns + right);
    }
    this.#loud.fill(0);
    return zones;
  }

  #closeMargins(free: Uint8Array): void {
    const { left, top, right, bottom } = this.#margins;
    const [firstX, lastX] = inside(left, right, this.#columns);
    const [firstY, lastY] = inside(top, bottom, this.#rows);
    for (let y = 0; y < this.#rows; y++)
      for (let x = 0; x < this.#columns; x++)
        if (x < firstX || x > lastX || y < firstY || y > lastY) free[y * this.#columns + x] = 0;
  }
}

/** The first and the last of `count` cells that lie wholly between two margins. */
function inside(before: number, after: number, count: number): readonly [number, number] {
  return [Math.ceil(before * count - 1e-9), count - 1 - Math.ceil(after * count - 1e-9)];
}

/** The largest rectangle of ones that is wide and high enough: for every row, the largest under its histogram. */
function largestRectangle(free: Uint8Array, columns: number, rows: number) {
  const heights = new Int32Array(columns + 1);
  const minColumns = Math.ceil(MIN_WIDTH * columns);
  const minRows = Math.ceil(MIN_HEIGHT * rows);
  let best = { left: 0, top: 0, right: 0, bottom: 0, area: 0 };
  for (let y = 0; y < rows; y++) {
    const open: { left: number; height: number }[] = [];
    for (let x = 0; x <= columns; x++) {
      heights[x] = x < columns && free[y * columns + x] === 1 ? heights[x]! + 1 : 0;
      let left = x;
      while (open.length > 0 && open.at(-1)!.height >= heights[x]!) {
        const bar = open.pop()!;
        left = bar.left;
        const area = bar.height * (x - left);
        if (area > best.area && x - left >= minColumns && bar.height >= minRows)
          best = { left, top: y + 1 - bar.height, right: x, bottom: y + 1, area };
      }
      open.push({ left, height: heights[x]! });
    }
  }
  return best;
}
