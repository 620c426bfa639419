import type { FlowField } from '../flow/flow-field.js';

/** A frame of a shot, as a map is made of it. */
export interface MovingFrame {
  /** Byte offset of its pixels in the arena: 3 · width · height bytes without padding, and 16 behind them. */
  readonly rgb: number;
  /**
   * Motion of each pixel that the camera does not explain, at half the size, in pixels of a picture 400 long; undefined
   * where it is not known.
   */
  readonly motion: FlowField | undefined;
  /** The place of each pixel in the frame before, at half the size; undefined for the first frame of a shot. */
  readonly back: FlowField | undefined;
  /** True where the shot is this one frame, as far as is known: a still. */
  readonly alone: boolean;
  /** True where nothing of the frames before may be reused to divide this one. */
  readonly anew: boolean;
  /** Belief about each pixel after the frames before; undefined while there is none. */
  readonly prior: Float32Array | undefined;
}

/** Tells what is known of a map beside its values. */
export interface Evidence {
  /**
   * Strength of the motion that the camera does not explain, in pixels of a picture 400 long; undefined where it is not
   * known.
   */
  readonly motion: number | undefined;
  /** True where the frame shows nothing: its map is 0. */
  readonly empty: boolean;
  /** Confidence that the frame has a subject, in [0, 1]. */
  readonly confidence: number;
}

/** Makes the map of each frame of a shot. Arrays are of the arena. */
export interface MapMaker {
  /** Writes the map of one frame, by itself, to `map`. The evidence may be overwritten by the next call. */
  make(frame: MovingFrame, map: Float32Array): Evidence;
  /** Changes a map that was smoothed along the flow, in place, before it leaves: what that has weakened. */
  finish(map: Float32Array): void;
}
