import type { FrameSize, Rational } from '../../core/frame.js';
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
  /** The crop of the second subject, in a shot that shows two one above the other or side by side. */
  readonly second?: Box;
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
  /** True where two subjects that do not fit are shown in a half of the output each. */
  readonly stacked?: boolean;
  /** Share of salient mass that the crop keeps, and that a crop in the middle would keep. */
  readonly kept: number;
  readonly keptByCenter: number;
  /** Share of frames that show the whole head: what leads of a subject, or is on top of it; null where there is none to be known. */
  readonly headKept: number | null;
  /** Share of frames that show the whole subject; null without one. */
  readonly subjectKept: number | null;
  /** Tells why the subject is not shown whole in a tenth of the frames or more: code and words. */
  readonly lost: LostSubject | null;
  /** Fastest pan, shares a second. */
  readonly speed: number;
  /** Root mean square of the path's third derivative, shares a second cubed. */
  readonly jerk: number;
}

/** Tells why a shot's subject does not fit its crop. */
export interface LostSubject {
  /** `larger`: than the crop; `two-subjects`: further apart than the crop is wide; `faster`: than the crop may move. */
  readonly reason: 'larger' | 'two-subjects' | 'faster';
  readonly words: string;
}

/** Tells how a clip is reframed: one crop a frame. */
export interface ReframePlan {
  readonly format: 'video-saliency-reframe';
  readonly version: 1;
  readonly clip: ClipRecord;
  readonly aspect: string;
  /** Size of the reframed picture, both sides even: in pixels of the clip, unless a size was asked for. */
  readonly output: FrameSize;
  /** Sample aspect of the reframed picture. */
  readonly outputSampleAspect: Rational;
  /** The filling of the bars beside padded crops: `blur`, or a color; `stack` where two subjects share the output. */
  readonly fill: string;
  readonly frames: readonly CropFrame[];
  readonly shots: readonly ReframedShot[];
  readonly summary: { readonly kept: number; readonly keptByCenter: number; readonly jerk: number };
}
