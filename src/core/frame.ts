/** A ratio of two integers; `den` is positive. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

/** An instant of a stream: seconds = pts · timeBase.num / timeBase.den. */
export interface Timestamp {
  readonly pts: number;
  readonly timeBase: Rational;
}

/** Width and height in pixels, both at least 1. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/**
 * One decoded picture, lent to its reader.
 *
 * `data` is rgb24: 3 · width · height bytes, row-major, no padding. It may be overwritten after `release`, which
 * whoever took the frame calls exactly once.
 */
export interface Frame extends FrameSize {
  /** Position in the decoded sequence, from 0. */
  readonly index: number;
  readonly time: Timestamp;
  readonly data: Uint8Array;
  release(): void;
}

/** Saliency of every pixel: width · height values in [0, 1], row-major. */
export interface SaliencyMap extends FrameSize {
  readonly data: Float32Array;
}

/** Gives the seconds that a timestamp stands for, as the nearest double. */
export function seconds(time: Timestamp): number {
  return (time.pts * time.timeBase.num) / time.timeBase.den;
}
