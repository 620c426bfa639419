import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';

/** Pixels along a side of a patch, and from the center of one to the next, about: half of it lies over its neighbor. */
const SIDE = 7;
const STEP = SIDE / 2;
const CELLS = SIDE * SIDE;
/** Values of a patch. */
export const PATCH_VALUES = 3 * CELLS;
/** Values from the first of a patch to the first of the next: vectors of four come out even. */
export const VALUES_APART = PATCH_VALUES + 1;

/** The cosine basis of a side, row by row: what is coarse first. */
const basis = Float64Array.from({ length: CELLS }, (_, i) => {
  const [k, j] = [Math.floor(i / SIDE), i % SIDE];
  return Math.sqrt((k === 0 ? 1 : 2) / SIDE) * Math.cos((Math.PI * k * (j + 0.5)) / SIDE);
});
/** The place of each coefficient of each channel: coarse ones first, since they differ most. */
const places = placesOf();

/**
 * Cuts a picture in three channels into patches of 7 × 7 pixels, which overlap by half; the border goes on as it ends.
 *
 * Patches are kept as their cosine transforms, coarse coefficients first: distances are those of the pixels, and most of one
 * is known after a few values.
 */
export class Patches {
  /** Patches in a row, and rows. */
  readonly size: FrameSize;
  /** The values of one patch after the other. */
  readonly values: Float32Array;
  /** Place of each center, in units of the picture's long side. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly #picture: FrameSize;
  readonly #cells = new Float64Array(CELLS);
  readonly #between = new Float64Array(CELLS);

  static bytes({ width, height }: FrameSize): number {
    return 4 * (VALUES_APART + 2) * Math.ceil(width / STEP + 1) * Math.ceil(height / STEP + 1) + 48;
  }

  constructor(arena: Arena, picture: FrameSize) {
    const longSide = Math.max(picture.width, picture.height);
    const { width, height } = picture;
    this.#picture = { width, height };
    this.size = { width: Math.max(1, Math.round(width / STEP)), height: Math.max(1, Math.round(height / STEP)) };
    const { width: columns, height: rows } = this.size;
    const count = columns * rows;
    this.values = arena.float32(VALUES_APART * count);
    this.x = arena.float32(count);
    this.y = arena.float32(count);
    for (let i = 0; i < count; i++) {
      this.x[i] = (((i % columns) + 0.5) * width) / columns / longSide;
      this.y[i] = ((Math.floor(i / columns) + 0.5) * height) / rows / longSide;
    }
  }

  /** Cuts a picture. */
  cut(planes: readonly Float32Array[]): void {
    const { width: columns, height: rows } = this.size;
    const { width, height } = this.#picture;
    for (let c = 0; c < planes.length; c++) {
      for (let row = 0; row < rows; row++) {
        const top = Math.floor(((row + 0.5) * height) / rows) - (SIDE >> 1);
        for (let column = 0; column < columns; column++) {
          const left = Math.floor(((column + 0.5) * width) / columns) - (SIDE >> 1);
          this.#take(planes[c]!, left, top);
          this.#transform(VALUES_APART * (row * columns + column), c);
        }
      }
    }
  }

  #take(plane: Float32Array, left: number, top: number): void {
    const { width, height } = this.#picture;
    const cells = this.#cells;
    for (let v = 0, i = 0; v < SIDE; v++) {
      const row = Math.max(0, Math.min(height - 1, top + v)) * width;
      for (let u = 0; u < SIDE; u++, i++) cells[i] = plane[row + Math.max(0, Math.min(width - 1, left + u))]!;
    }
  }

  #transform(start: number, channel: number): void {
    const cells = this.#cells;
    const between = this.#between;
    const values = this.values;
    for (let v = 0; v < SIDE; v++) {
      for (let k = 0; k < SIDE; k++) {
        let sum = 0;
        for (let u = 0; u < SIDE; u++) sum += basis[SIDE * k + u]! * cells[SIDE * v + u]!;
        between[SIDE * v + k] = sum;
      }
    }
    for (let l = 0; l < SIDE; l++) {
      for (let k = 0; k < SIDE; k++) {
        let sum = 0;
        for (let v = 0; v < SIDE; v++) sum += basis[SIDE * l + v]! * between[SIDE * v + k]!;
        values[start + places[CELLS * channel + SIDE * l + k]!] = sum;
      }
    }
  }
}

function placesOf(): Uint8Array {
  const order = Array.from({ length: PATCH_VALUES }, (_, i) => i).sort((a, b) => fineness(a) - fineness(b) || a - b);
  const places = new Uint8Array(PATCH_VALUES);
  order.forEach((coefficient, place) => {
    places[coefficient] = place;
  });
  return places;
}

function fineness(coefficient: number): number {
  const cell = coefficient % CELLS;
  return Math.floor(cell / SIDE) + (cell % SIDE);
}
