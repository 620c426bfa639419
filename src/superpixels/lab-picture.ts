import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { LabTables } from './lab-tables.js';

/** Pixels are compared with centers in blocks of so many, squared. */
export const BLOCK = 8;

/** Rows are padded so that a block never crosses into the next. */
export function paddedWidth(width: number): number {
  return (width + BLOCK - 1) & -BLOCK;
}

/** A picture in CIELAB, fixed point, and its channels apart; all in the arena. */
export class LabPicture {
  readonly #kernels: Kernels;
  readonly #tables: LabTables;
  readonly #columns: Int32Array;
  /** L and a of each pixel in turn; rows are `stride` pixels apart. */
  readonly la: Int16Array;
  /** b of each pixel, and the term of its column. */
  readonly bx: Int16Array;
  /** R, G and B, `planeBytes` apart. */
  readonly planes: Uint8Array;
  planeBytes = 0;
  width = 0;
  height = 0;
  stride = 0;

  static bytes({ width, height }: FrameSize): number {
    return paddedWidth(width) * (4 + 8 * height + 3 * (height + BLOCK)) + 64;
  }

  /** @param size - the largest picture that will be read. */
  constructor(kernels: Kernels, arena: Arena, { width, height }: FrameSize) {
    const stride = paddedWidth(width);
    this.#kernels = kernels;
    this.#tables = new LabTables(kernels, arena.memory);
    this.#columns = arena.int32(stride);
    this.la = arena.int16(2 * stride * height);
    this.bx = arena.int16(2 * stride * height);
    // The rows behind the last complete its blocks.
    this.planes = arena.uint8(3 * stride * (height + BLOCK));
  }

  /**
   * Prepares for pictures of one size, and for the units of fixed point.
   *
   * @param unit - what 1 of L, a or b is in fixed point.
   * @param columnUnit - the term of one column.
   */
  setSize({ width, height }: FrameSize, unit: number, columnUnit: number): void {
    this.width = width;
    this.height = height;
    this.stride = paddedWidth(width);
    this.planeBytes = this.stride * (height + BLOCK);
    this.#tables.setUnit(unit);
    for (let x = 0; x < this.stride; x++) this.#columns[x] = Math.round(x * columnUnit) << 16;
  }

  /**
   * Converts a picture.
   *
   * @param rgb - address of the first pixel; the 16 bytes behind the last are read but not used.
   * @param rgbStride - bytes from row to row.
   */
  read(rgb: number, rgbStride: number): void {
    this.#kernels.rgbToLab(
      rgb,
      rgbStride,
      this.width,
      this.height,
      this.#columns.byteOffset,
      this.la.byteOffset,
      this.bx.byteOffset,
      this.planes.byteOffset,
      this.planeBytes,
      this.stride,
    );
  }

  /**
   * Gives the pixel, y · stride + x, of least gradient among the nine around (x, y); (x, y) itself in thin pictures.
   */
  calmestAround(x: number, y: number): number {
    let calmest = y * this.stride + x;
    let least = Number.POSITIVE_INFINITY;
    for (let v = Math.max(1, y - 1); v <= Math.min(this.height - 2, y + 1); v++) {
      for (let u = Math.max(1, x - 1); u <= Math.min(this.width - 2, x + 1); u++) {
        const gradient = this.#gradient(2 * (v * this.stride + u));
        if (gradient < least) {
          least = gradient;
          calmest = v * this.stride + u;
        }
      }
    }
    return calmest;
  }

  #gradient(at: number): number {
    const { la, bx } = this;
    const row = 2 * this.stride;
    return (
      (la[at + 2]! - la[at - 2]!) ** 2 +
      (la[at + 3]! - la[at - 1]!) ** 2 +
      (bx[at + 2]! - bx[at - 2]!) ** 2 +
      (la[at + row]! - la[at - row]!) ** 2 +
      (la[at + row + 1]! - la[at - row + 1]!) ** 2 +
      (bx[at + row]! - bx[at - row]!) ** 2
    );
  }
}
