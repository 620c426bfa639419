import type { FrameSize, Rational } from '../../browser.js';

/** A clip or still as it was found to be when it was opened. Sizes are upright, after rotation. */
export interface OpenedClip extends FrameSize {
  /** Name of its file. */
  readonly name: string;
  /** Pixels of the upright picture as it is displayed, with square pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the upright picture as it is stored, and their shape. */
  readonly stored: FrameSize & { readonly sampleAspect: Rational };
  /** Degrees by which the stored picture is turned clockwise to be upright. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Number of frames that are shown, counted from the packets; 1 for a still. */
  readonly frames: number;
  /** Seconds from the first frame to the end of the last one; 0 for a still. */
  readonly duration: number;
  /** Seconds of each frame in the order in which they are shown, all at least 0. */
  readonly times: Float64Array;
  /** Seconds that a timestamp of 1 stands for. */
  readonly timeBase: Rational;
  /** Nominal and average frames a second. */
  readonly frameRate: Rational;
  readonly averageFrameRate: Rational;
  /** Codec of the pictures: `avc`, `vp9`, or `image/png` for a still. */
  readonly codec: string;
  /** Codec of the sound; undefined without any. */
  readonly audioCodec?: string | undefined;
  readonly audioChannels?: number | undefined;
  /** Size at which frames are looked at, and of all maps. */
  readonly analysis: FrameSize;
  /** Whether where eyes rest is mapped beside the subject. */
  readonly gaze: boolean;
}
