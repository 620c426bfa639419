import type { FrameSize } from '../../core/frame.js';
import type { Box, ClipRecord } from '../record/analysis.js';

/** The crop of one frame. */
export interface CropFrame {
  readonly index: number;
  readonly pts: number;
  readonly seconds: number;
  readonly timecode: string;
  readonly shot: number;
  /** The part that is shown, as shares of the displayed picture. */
  readonly crop: Box;
}

/** Tells how one shot is framed. */
export interface ReframedShot {
  readonly index: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Size of the crop through the shot, as shares of the picture. */
  readonly crop: { readonly width: number; readonly height: number };
  /** True where the crop is wider than the aspect, so that bars fill the rest. */
  readonly padded: boolean;
  /** Share of salient mass that the crop keeps, and that a crop in the middle would keep. */
  readonly kept: number;
  readonly keptByCenter: number;
  /** Fastest pan, shares a second. */
  readonly speed: number;
  /** Root mean square of the path's third derivative, shares a second cubed. */
  readonly jerk: number;
}

/** Tells how a clip is reframed: one crop a frame. */
export interface ReframePlan {
  readonly format: 'video-saliency-reframe';
  readonly version: 1;
  readonly clip: ClipRecord;
  readonly aspect: string;
  /** Size of the reframed picture in pixels of the clip, both even. */
  readonly output: FrameSize;
  readonly frames: readonly CropFrame[];
  readonly shots: readonly ReframedShot[];
  readonly summary: { readonly kept: number; readonly keptByCenter: number; readonly jerk: number };
}
