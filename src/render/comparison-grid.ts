import type { FrameSize } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import { TEXT_HEIGHT, writeText } from './label-text.js';

const MARGIN = 4;
const STRIP = TEXT_HEIGHT + 2 * MARGIN;
/** The gray of the strips that hold the labels. */
const GROUND = 40;

/** Content of a cell: rgb24, or a map, which is shown in gray. */
export type Cell = Uint8Array | Float32Array;

/** Pictures and maps of one size in a grid, each below its label. Sides are even, as encoders like them. */
export class ComparisonGrid implements FrameSize {
  readonly width: number;
  readonly height: number;
  readonly #size: FrameSize;
  readonly #columns: number;
  readonly #picture: RgbPicture;

  /** @param size - of a cell. */
  constructor(size: FrameSize, labels: readonly string[]) {
    const columns = Math.ceil(Math.sqrt(labels.length));
    const rows = Math.ceil(labels.length / columns);
    this.#size = { width: size.width, height: size.height };
    this.#columns = columns;
    this.width = 2 * Math.ceil((columns * (size.width + MARGIN) - MARGIN) / 2);
    this.height = 2 * Math.ceil((rows * (size.height + STRIP)) / 2);
    const data = new Uint8Array(3 * this.width * this.height).fill(GROUND);
    this.#picture = { width: this.width, height: this.height, data };
    labels.forEach((label, i) => {
      const { left, top } = this.#placeOf(i);
      writeText(data, this.width, left + MARGIN, top - STRIP + MARGIN, left + size.width, label);
    });
  }

  /** Draws one cell for each label; the picture is overwritten by the next call. */
  paint(cells: readonly Cell[]): RgbPicture {
    const { width, height } = this.#size;
    const { data } = this.#picture;
    cells.forEach((cell, i) => {
      const { left, top } = this.#placeOf(i);
      for (let y = 0; y < height; y++) {
        const to = 3 * ((top + y) * this.width + left);
        if (cell instanceof Uint8Array) {
          data.set(cell.subarray(3 * y * width, 3 * (y + 1) * width), to);
          continue;
        }
        for (let x = 0; x < width; x++) {
          const level = Math.round(255 * cell[y * width + x]!);
          data.fill(level, to + 3 * x, to + 3 * x + 3);
        }
      }
    });
    return this.#picture;
  }

  #placeOf(cell: number) {
    const column = cell % this.#columns;
    const row = (cell - column) / this.#columns;
    return { left: column * (this.#size.width + MARGIN), top: row * (this.#size.height + STRIP) + STRIP };
  }
}
