import type { FrameSize } from '../../core/frame.js';

const COLUMNS = 64;
const ROWS = 36;
/** A cell is loud in a frame where its mean reaches this share of the frame's adaptive threshold. */
const LOUD = 0.75;

/** A grid over the picture, coarse enough to look for rectangles in. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
}

/** The cells of one frame that stand out. */
export interface LoudCells extends CellGrid {
  /** First cell and number of cells of each run, row by row. */
  readonly runs: readonly number[];
}

/** The grid that frames of a size are averaged into: 64×36 cells, fewer where the frame has fewer pixels. */
export function cellGrid({ width, height }: FrameSize): CellGrid {
  return { columns: Math.min(COLUMNS, width), rows: Math.min(ROWS, height) };
}

/** Joins the loud cells of two maps of one frame. */
export function joinLoudCells(a: LoudCells, b: LoudCells): LoudCells {
  const { columns, rows } = a;
  const loud = new Uint8Array(columns * rows);
  for (const { runs } of [a, b])
    for (let i = 0; i < runs.length; i += 2) loud.fill(1, runs[i]!, runs[i]! + runs[i + 1]!);
  const runs: number[] = [];
  for (let cell = loud.indexOf(1); cell >= 0; ) {
    const found = loud.indexOf(0, cell);
    const end = found < 0 ? loud.length : found;
    runs.push(cell, end - cell);
    cell = found < 0 ? -1 : loud.indexOf(1, end);
  }
  return { columns, rows, runs };
}

/** Finds the cells that stand out in maps of one size. The constructor allocates. */
export class LoudCellFinder {
  readonly #size: FrameSize;
  readonly #grid: CellGrid;
  readonly #cells: Float64Array;
  readonly #pixels: Float64Array;
  readonly #cellOfColumn: Uint8Array;

  constructor({ width, height }: FrameSize) {
    this.#size = { width, height };
    this.#grid = cellGrid(this.#size);
    const { columns, rows } = this.#grid;
    this.#cells = new Float64Array(columns * rows);
    this.#pixels = new Float64Array(columns * rows);
    this.#cellOfColumn = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * columns) / width));
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) this.#pixels[this.#rowOf(y) * columns + this.#cellOfColumn[x]!]!++;
  }

  /** @param threshold - the map's adaptive threshold; 0 for an empty map, which is quiet all over. */
  find(map: Float32Array, threshold: number): LoudCells {
    const { columns, rows } = this.#grid;
    if (threshold === 0) return { columns, rows, runs: [] };
    const { width, height } = this.#size;
    const [cells, cellOfColumn] = [this.#cells, this.#cellOfColumn];
    cells.fill(0);
    for (let y = 0, i = 0; y < height; y++) {
      const row = this.#rowOf(y) * columns;
      for (let x = 0; x < width; x++, i++) cells[row + cellOfColumn[x]!]! += map[i]!;
    }
    return { columns, rows, runs: this.#runs(LOUD * threshold) };
  }

  #runs(least: number): number[] {
    const runs: number[] = [];
    let length = 0;
    for (let cell = 0; cell <= this.#cells.length; cell++) {
      if (cell < this.#cells.length && this.#cells[cell]! >= least * this.#pixels[cell]!) length++;
      else {
        if (length > 0) runs.push(cell - length, length);
        length = 0;
      }
    }
    return runs;
  }

  #rowOf(y: number): number {
    return Math.floor((y * this.#grid.rows) / this.#size.height);
  }
}
