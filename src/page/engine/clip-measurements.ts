import type { ShotRecord } from '../../browser.js';

/**
 * Figures of the frames of a clip, one entry a frame of the clip; NaN where nothing stands out, and where the frame has no
 * map yet. Positions are shares of the displayed picture.
 */
export interface ClipMeasurements {
  /** 1 where the frame is measured. */
  readonly measured: Uint8Array;
  /** Number of the shot, -1 where it is not known. Final only when all frames are mapped. */
  readonly shot: Int32Array;
  readonly attentionX: Float32Array;
  readonly attentionY: Float32Array;
  readonly subjectX: Float32Array;
  readonly subjectY: Float32Array;
  /** Distance that attention moved since the frame before, in shares of the diagonal. */
  readonly moved: Float32Array;
  readonly confidence: Float32Array;
  readonly coverage: Float32Array;
  readonly entropy: Float32Array;
  readonly mean: Float32Array;
  /** Shots of what is measured, in order; the last one may still grow. */
  readonly shots: readonly ShotRecord[];
}
