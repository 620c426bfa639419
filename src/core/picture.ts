import type { FrameSize } from './frame.js';

/** A still picture: `data` is rgb24, 3 · width · height bytes, row-major, no padding. */
export interface RgbPicture extends FrameSize {
  readonly data: Uint8Array;
}
