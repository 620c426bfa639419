import type { FrameSize } from './frame.js';

/** The size at which a picture is analyzed: its long side at most `longSide` pixels, its shape kept, never enlarged. */
export function analysisSize(size: FrameSize, longSide: number): FrameSize {
  const scale = Math.min(1, longSide / Math.max(size.width, size.height));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}
