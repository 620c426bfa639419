import type { Arena } from '../kernels/arena.js';

/**
 * Where every pixel of one frame is in another one: (x + u, y + v) for the pixel (x, y).
 *
 * `u` and `v` are width · height displacements in pixels of the field's own size, row-major.
 */
export interface FlowField {
  readonly width: number;
  readonly height: number;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** Bytes that a field takes of an arena. */
export function flowFieldBytes(width: number, height: number): number {
  return 8 * width * height + 32;
}

/** A field of zeros. */
export function createFlowField(arena: Arena, width: number, height: number): FlowField {
  return { width, height, u: arena.float32(width * height), v: arena.float32(width * height) };
}
