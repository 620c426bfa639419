import type { MeasuredFrame } from '../../browser.js';

/** A mapped frame as it is kept in the worker: what was measured of it, and the mass of its map along both sides. */
export interface MappedFrame extends MeasuredFrame {
  readonly profiles: { readonly x: readonly number[]; readonly y: readonly number[] };
}
