import type { Kernels } from '../kernels/kernels.js';
import type { FlowField } from './flow-field.js';

/**
 * Carries a map along a flow of half its size: out(x) = map(x + flow(x)), bilinear; the border goes on as it ends.
 *
 * The four pixels under one vector of the flow share it.
 *
 * @param map - width · height values; `out` is another array of that size. All arrays are of one arena.
 */
export function warpMap(
  kernels: Kernels,
  map: Float32Array,
  width: number,
  height: number,
  flow: FlowField,
  out: Float32Array,
): void {
  kernels.warpMap(
    map.byteOffset,
    width,
    height,
    flow.u.byteOffset,
    flow.v.byteOffset,
    flow.width,
    flow.height,
    out.byteOffset,
  );
}

/**
 * Carries a map along a flow and blends it into another one: out(x) = share · own(x) + (1 − share) · map(x + flow(x)),
 * as `warpMap` carries it; `own` may be `out`.
 */
export function warpAndBlend(
  kernels: Kernels,
  map: Float32Array,
  width: number,
  height: number,
  flow: FlowField,
  own: Float32Array,
  share: number,
  out: Float32Array,
): void {
  kernels.warpAndBlend(
    map.byteOffset,
    width,
    height,
    flow.u.byteOffset,
    flow.v.byteOffset,
    flow.width,
    flow.height,
    own.byteOffset,
    share,
    out.byteOffset,
  );
}

/**
 * Turns the flow b from the next frame to this one into the flow from this one to the next: f(x) = −b(x − b(x)).
 *
 * One step of a fixed-point iteration; exact where b is even. `out` is another field of the same size.
 */
export function invertFlow(kernels: Kernels, flow: FlowField, out: FlowField): void {
  if (flow.width < 4 || flow.height < 2) {
    out.clear();
    return;
  }
  kernels.invertFlow(flow.u.byteOffset, flow.v.byteOffset, flow.width, flow.height, out.u.byteOffset, out.v.byteOffset);
}
