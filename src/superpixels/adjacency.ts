import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Runs } from './runs.js';

/** Counts the bytes of one row of a bit matrix. */
export function bitRowBytes(nodes: number): number {
  return 16 * Math.ceil(nodes / 128);
}

/** Finds which superpixels touch each other, and which sides of the picture they touch. */
export class Adjacency {
  readonly #kernels: Kernels;
  readonly #bytes: Uint8Array;
  /** Bit j of row i: a pixel of i has one of j among its eight neighbors. Rows are `bitRowBytes` apart. */
  readonly bits: Uint8Array;
  /** Sides of the picture that each superpixel touches, as bits: 1 top, 2 bottom, 4 left, 8 right. */
  readonly sides: Uint8Array;
  /** The superpixels in the order of their first pixels. */
  readonly order: Uint16Array;

  static bytes(nodes: number): number {
    return 9 * nodes * bitRowBytes(nodes) + 3 * nodes + 64;
  }

  /** @param nodes - the most superpixels that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number) {
    this.#kernels = kernels;
    this.#bytes = arena.uint8(8 * nodes * bitRowBytes(nodes));
    this.bits = arena.uint8(nodes * bitRowBytes(nodes));
    this.sides = arena.uint8(nodes);
    this.order = arena.uint16(nodes);
  }

  scan(runs: Runs, nodes: number): void {
    this.#kernels.joinAdjacent(
      runs.ends.byteOffset,
      runs.labels.byteOffset,
      runs.rowStarts.byteOffset,
      runs.height,
      nodes,
      this.#bytes.byteOffset,
      this.bits.byteOffset,
      bitRowBytes(nodes),
      this.sides.byteOffset,
      this.order.byteOffset,
    );
  }
}
