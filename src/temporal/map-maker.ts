import type { FlowField } from '../flow/flow-field.js';

/** A frame of a shot, as a map is made of it. */
export interface MovingFrame {
  /** Byte offset of its pixels in the arena: 3 · width · height bytes without padding, and 16 behind them. */
  readonly rgb: number;
  /** What each pixel moves by itself, at half the size, in pixels of a picture 400 long; undefined: not known. */
  readonly motion: FlowField | undefined;
  /** Where each pixel was in the frame before, at half the size; undefined for the first frame of a shot. */
  readonly back: FlowField | undefined;
  /** Whether the shot is this one frame, as far as is known: a still. */
  readonly alone: boolean;
  /** Whether nothing of the frames before may be reused to divide this one. */
  readonly anew: boolean;
  /** What is believed of each pixel after the frames before; undefined: nothing. */
  readonly prior: Float32Array | undefined;
}

/** What is known of a map beside its values. */
export interface Evidence {
  /** How strongly something moves by itself, in pixels of a picture 400 long; undefined: not known. */
  readonly motion: number | undefined;
  /** Whether the frame shows nothing: its map is 0. */
  readonly empty: boolean;
  /** How sure it is that the frame has a subject, in [0, 1]. */
  readonly confidence: number;
}

/** What maps are made with. Arrays are of the arena. */
export interface MapMaker {
  /** Writes the map of one frame, by itself, to `map`. The evidence may be overwritten by the next call. */
  make(frame: MovingFrame, map: Float32Array): Evidence;
  /** Changes a map that was smoothed along the flow, in place, before it leaves: what that has weakened. */
  finish(map: Float32Array): void;
}
