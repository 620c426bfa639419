import type { FrameSize } from '../core/frame.js';
import { toLab } from '../superpixels/color.js';

/** Colors of a picture that all differ by no more than so many levels of 255 are one color. */
const ONE_COLOR = 1.5;

/**
 * A picture scaled down for a model: each pixel is the exact mean of the area under it, without rounding.
 *
 * Planes hold width · height values row by row, and are overwritten by the next picture.
 */
export class SmallPicture implements FrameSize {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, in [0, 255]. */
  readonly r: Float32Array;
  readonly g: Float32Array;
  readonly b: Float32Array;
  /** True where the last picture has one color. */
  flat = true;
  readonly #source: FrameSize;
  /** For each column of the source: the column of the small picture where it begins, and its share in it and in the next. */
  readonly #columns: Axis;
  readonly #rows: Axis;
  readonly #row: Float32Array;
  readonly #color = new Float64Array(3);

  /** @param longSide - of the small picture; a source that is smaller keeps its size. */
  constructor(source: FrameSize, longSide: number) {
    const scale = Math.min(1, longSide / Math.max(source.width, source.height));
    this.width = Math.max(1, Math.round(source.width * scale));
    this.height = Math.max(1, Math.round(source.height * scale));
    this.#source = { width: source.width, height: source.height };
    const pixels = this.width * this.height;
    this.r = new Float32Array(pixels);
    this.g = new Float32Array(pixels);
    this.b = new Float32Array(pixels);
    this.#columns = axisOf(source.width, this.width);
    this.#rows = axisOf(source.height, this.height);
    this.#row = new Float32Array(3 * (this.width + 1));
  }

  /** Scales a picture of the source's size: 3 · width · height bytes. */
  read(rgb: Uint8Array): void {
    const { r, g, b, width } = this;
    const { first, own, next } = this.#rows;
    const row = this.#row;
    r.fill(0);
    g.fill(0);
    b.fill(0);
    for (let y = 0; y < this.#source.height; y++) {
      this.#shrinkRow(rgb, 3 * y * this.#source.width);
      const at = first[y]! * width;
      const share = own[y]!;
      const rest = next[y]!;
      for (let x = 0, i = 0; x < width; x++, i += 3) {
        r[at + x]! += share * row[i]!;
        g[at + x]! += share * row[i + 1]!;
        b[at + x]! += share * row[i + 2]!;
      }
      if (rest === 0) continue;
      for (let x = 0, i = 0, below = at + width; x < width; x++, i += 3) {
        r[below + x]! += rest * row[i]!;
        g[below + x]! += rest * row[i + 1]!;
        b[below + x]! += rest * row[i + 2]!;
      }
    }
    this.flat = rangeOf(r) <= ONE_COLOR && rangeOf(g) <= ONE_COLOR && rangeOf(b) <= ONE_COLOR;
  }

  /** Writes the brightness (r + g + b) / 3, in [0, 255]. */
  intensity(out: Float32Array): void {
    const { r, g, b } = this;
    for (let i = 0; i < out.length; i++) out[i] = (r[i]! + g[i]! + b[i]!) / 3;
  }

  /** Writes L, a and b of CIELAB. */
  lab(l: Float32Array | Float64Array, a: Float32Array | Float64Array, b: Float32Array | Float64Array): void {
    const color = this.#color;
    for (let i = 0; i < this.r.length; i++) {
      color[0] = this.r[i]! / 255;
      color[1] = this.g[i]! / 255;
      color[2] = this.b[i]! / 255;
      toLab(color, 0);
      l[i] = color[0];
      a[i] = color[1];
      b[i] = color[2];
    }
  }

  #shrinkRow(rgb: Uint8Array, start: number): void {
    const { first, own, next } = this.#columns;
    const row = this.#row;
    row.fill(0);
    for (let x = 0, from = start; x < this.#source.width; x++, from += 3) {
      const at = 3 * first[x]!;
      const share = own[x]!;
      const rest = next[x]!;
      const red = rgb[from]!;
      const green = rgb[from + 1]!;
      const blue = rgb[from + 2]!;
      row[at]! += share * red;
      row[at + 1]! += share * green;
      row[at + 2]! += share * blue;
      if (rest === 0) continue;
      row[at + 3]! += rest * red;
      row[at + 4]! += rest * green;
      row[at + 5]! += rest * blue;
    }
  }
}

interface Axis {
  readonly first: Int32Array;
  readonly own: Float32Array;
  readonly next: Float32Array;
}

/** Shares of each of `from` cells in those of `to` ≤ `from` cells of the same length together. */
function axisOf(from: number, to: number): Axis {
  const first = new Int32Array(from);
  const own = new Float32Array(from);
  const next = new Float32Array(from);
  for (let i = 0; i < from; i++) {
    // In whole numbers, so that cells that end together do so exactly.
    const cell = Math.floor((i * to) / from);
    const inside = Math.min((i + 1) * to, (cell + 1) * from) - i * to;
    first[i] = cell;
    own[i] = inside / from;
    next[i] = (to - inside) / from;
  }
  return { first, own, next };
}

function rangeOf(values: Float32Array): number {
  let least = values[0]!;
  let greatest = least;
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    else if (value > greatest) greatest = value;
  }
  return greatest - least;
}
