import type { Arena } from '../kernels/arena.js';

/**
 * Tells where every pixel of one frame is in another one: at (x + u, y + v) for the pixel (x, y).
 *
 * `u` and `v` hold width · height displacements in pixels of the field's own size, row-major.
 */
export class FlowField {
  width: number;
  height: number;
  readonly u: Float32Array;
  readonly v: Float32Array;

  static bytes(width: number, height: number): number {
    return 8 * width * height + 32;
  }

  /** A field of zeros. */
  constructor(arena: Arena, width: number, height: number) {
    this.width = width;
    this.height = height;
    this.u = arena.float32(width * height);
    this.v = arena.float32(width * height);
  }

  /** Makes the field another size: any that fits into the first one. The vectors are void. */
  setSize(width: number, height: number): void {
    this.width = width;
    this.height = height;
  }

  clear(): void {
    this.u.fill(0);
    this.v.fill(0);
  }
}
