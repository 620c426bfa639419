import type { FrameSize } from '../../browser.js';

/** The superpixels of one frame. */
export interface FrameSuperpixels extends FrameSize {
  /** RGBA of the frame at the analysis size, 4 · width · height bytes. */
  readonly picture: Uint8ClampedArray<ArrayBuffer>;
  /** Number of each pixel's superpixel, row-major. */
  readonly labels: Uint16Array;
  readonly superpixels: number;
}

/** The stages of the ranking of one frame, each as levels from 0 to 255, row-major. */
export interface RankingStages extends FrameSuperpixels {
  /** Relevance to the sides of the picture. */
  readonly stage1: Uint8Array;
  /** Relevance to the foreground of stage 1. */
  readonly stage2: Uint8Array;
  /** The map that the model made of it, with all that it remembers; undefined while the frame is not mapped. */
  readonly map: Uint8Array | undefined;
}
