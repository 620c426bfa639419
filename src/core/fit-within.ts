import type { FrameSize } from './frame.js';

/** Shrinks a size so that its long side has at most `longSide` pixels; its shape is kept, and it never grows. */
export function fitWithin(size: FrameSize, longSide: number): FrameSize {
  const scale = Math.min(1, longSide / Math.max(size.width, size.height));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}
