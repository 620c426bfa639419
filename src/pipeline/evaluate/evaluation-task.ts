import type { FrameSize } from '../../core/frame.js';
import type { PixelBox } from '../../evaluation/box-scores.js';
import type { FixationPoints } from '../../evaluation/fixation-points.js';
import type { ModelChoice } from '../../workers/protocol.js';

/** Pictures in order: files, or the frames of a clip. */
export type Pictures = { readonly files: readonly string[] } | { readonly clip: string };

/** Where maps come from: they are there, or a model makes them of pictures. */
export type MapSource =
  | { readonly kind: 'maps'; readonly maps: Pictures }
  | { readonly kind: 'model'; readonly model: ModelChoice; readonly analysisSize: number };

/** Gaze on one still: points, or a density that somebody made of them. */
export type Gaze =
  | {
      readonly kind: 'points';
      /** The size that the points lie in. */
      readonly size: FrameSize;
      readonly points: FixationPoints;
      /** Fixations on other pictures, brought to this size. */
      readonly others: FixationPoints;
    }
  | { readonly kind: 'density'; readonly path: string };

/** One item that a thread measures. Everything in it can be sent to another thread. */
export interface EvaluationTask {
  readonly name: string;
  readonly source: MapSource;
  /** A sequence has frames whose maps belong together. */
  readonly sequence: boolean;
  readonly pictures: Pictures | undefined;
  readonly masks: Pictures | undefined;
  readonly gaze: Gaze | undefined;
  readonly boxes: readonly PixelBox[] | undefined;
  /** Whether small pictures of it are wanted too. */
  readonly thumbnails: boolean;
}

/** A small picture as its `data:` address. */
export interface Thumbnail extends FrameSize {
  readonly href: string;
}

/** What was measured of an item. */
export interface TaskResult {
  readonly scores: Readonly<Record<string, number>>;
  /** Precision, then recall. */
  readonly curve: Float32Array | undefined;
  /** Frames of a sequence. */
  readonly frames: number | undefined;
  /** Whether the mask is empty or full, so that nothing could be measured by it. */
  readonly unusable: boolean;
  readonly thumbnails: { readonly picture?: Thumbnail; readonly truth?: Thumbnail; readonly map?: Thumbnail };
}
