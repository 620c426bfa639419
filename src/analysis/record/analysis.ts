import type { Rational } from '../../core/frame.js';

/** Version of the analysis format; raised when a field changes its meaning or goes away. */
export const ANALYSIS_VERSION = 1;

/**
 * Everything that was measured of a clip, as `saliency analyze` writes it.
 *
 * Positions and lengths are shares of the displayed picture, upright: x from 0 (left edge) to 1 (right edge), y from 0
 * (top) to 1 (bottom). Distances are shares of the picture's diagonal, measured on the picture as displayed.
 */
export interface Analysis {
  readonly format: 'video-saliency-analysis';
  readonly version: typeof ANALYSIS_VERSION;
  readonly clip: ClipRecord;
  readonly frames: readonly FrameRecord[];
  readonly shots: readonly ShotRecord[];
  readonly summary: SummaryRecord;
}

/** Puts an analysis together from its parts. */
export function analysisOf(parts: Omit<Analysis, 'format' | 'version'>): Analysis {
  const { clip, frames, shots, summary } = parts;
  return { format: 'video-saliency-analysis', version: ANALYSIS_VERSION, clip, frames, shots, summary };
}

/** Describes the clip; known before any of its frames is measured. */
export interface ClipRecord {
  /** File name, for people. */
  readonly name: string;
  /** Absolute path, `-` for standard input. */
  readonly path: string;
  /** Pixels of the upright picture, before the sample aspect is applied. */
  readonly width: number;
  readonly height: number;
  readonly sampleAspect: Rational;
  readonly timeBase: Rational;
  /** Timestamp that carries the start timecode: that of the clip's first frame. */
  readonly startPts: number;
  /** Constant rate of the timeline that timecodes count on. */
  readonly rate: Rational;
  readonly dropFrame: boolean;
  /** Timecode of the first frame. */
  readonly startTimecode: string;
  readonly hasAudio: boolean;
  /** Channels of its sound; 0 without sound. Files of earlier versions do not say. */
  readonly audioChannels?: number;
  /** Name of the model that predicted the maps. */
  readonly model: string;
}

/** A position in the displayed picture, as shares of its width and height. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle: its top left corner and its size. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A connected salient region of one frame. */
export interface RegionRecord {
  /** A number that stays the region's through a shot and is never given twice in a clip. */
  readonly id: number;
  readonly centroid: Point;
  readonly box: Box;
  /** Share of the picture that it covers. */
  readonly area: number;
  /** Share of the salience of all regions. */
  readonly weight: number;
}

/** Holds the measurements of one frame. Fields are null where the map is empty: nothing stands out. */
export interface FrameRecord {
  /** Position in the decoded sequence, from 0. */
  readonly index: number;
  /** Timestamp in units of the clip's time base. */
  readonly pts: number;
  readonly seconds: number;
  readonly timecode: string;
  /** Number of the shot, from 0. */
  readonly shot: number;
  /** Center of mass of the whole map. */
  readonly centroid: Point | null;
  /** The place where the map is highest; the middle of a plateau. */
  readonly peak: (Point & { readonly value: number }) | null;
  /** Standard deviation of the map's mass around the centroid, along each axis. */
  readonly spread: Point | null;
  /** Bounding box of all pixels at or above the adaptive threshold: twice the map's mean, at most its maximum. */
  readonly box: Box | null;
  /** Share of the pixels at or above the threshold. */
  readonly coverage: number;
  /** Shannon entropy of the map as a distribution: 0 for a single point, 1 for a uniform map. */
  readonly entropy: number;
  readonly mean: number;
  /** Peak minus the mean of the pixels below the threshold, in [0, 1]. */
  readonly confidence: number;
  /** The place where the subject is: the centroid of the leading region. */
  readonly subject: Point | null;
  /**
   * The place where the eye is taken to be: the centroid of the leading region of `gaze`, which a network that has learned from
   * viewers tells; without it, `subject`.
   */
  readonly attention: Point | null;
  /** Distance that attention moved since the frame before; 0 for the first frame of a shot. */
  readonly moved: number;
  /** Up to three regions, the leading one first. */
  readonly regions: readonly RegionRecord[];
  /** Tells where eyes rest; absent where no network was used, and where the model itself tells it. */
  readonly gaze?: GazeRecord;
}

/** Holds the measurements of the map of where eyes rest on a frame, each as `FrameRecord` has it of the model's map. */
export interface GazeRecord extends Pick<FrameRecord, 'peak' | 'spread' | 'coverage' | 'confidence' | 'regions'> {}

/** A frame that is worth a picture. */
export interface StillRecord {
  readonly index: number;
  readonly pts: number;
  readonly seconds: number;
  readonly timecode: string;
  readonly confidence: number;
  /** The leading region, around which the still may be cropped. */
  readonly subject: { readonly centroid: Point; readonly box: Box } | null;
  /** Worth as a still beside the others of its shot or clip, in [0, 1]. */
  readonly score: number;
}

/** Tells where the eye was at the last frame before a cut, and where it has to go. */
export interface EyeTrace {
  readonly from: Point;
  readonly to: Point;
  readonly distance: number;
}

/** Consecutive frames between two cuts. */
export interface ShotRecord {
  /** Number of the shot, from 0. */
  readonly index: number;
  readonly firstFrame: number;
  /** Last frame, inclusive. */
  readonly lastFrame: number;
  readonly startPts: number;
  /** Timestamp at which the last frame ends. */
  readonly endPts: number;
  readonly startTimecode: string;
  /** Timecode just after the last frame, as edit lists count it. */
  readonly endTimecode: string;
  /** Seconds. */
  readonly duration: number;
  readonly meanCentroid: Point | null;
  /**
   * 1 where attention rests on one point, 0 where it is as scattered as random points all over the picture:
   * 1 − (root mean square distance of attention from its mean) / √(1/12).
   */
  readonly steadiness: number;
  readonly meanConfidence: number;
  /** The cut that starts the shot; null for the first, and where either side is empty. */
  readonly eyeTrace: EyeTrace | null;
  readonly bestStill: StillRecord;
  /** Rectangles that stay unsalient through the shot, largest first; only where they were asked for. */
  readonly quietZones?: readonly Box[];
  /** The best still as a `data:` address, 160 pixels along its long side; only where it was asked for. */
  readonly thumbnail?: string;
}

/** A change from one picture to another; frames are counted as those of the clip, the last one inclusive. */
export interface TransitionRecord {
  /** `cut`: at once; `dissolve`: from picture to picture; `fade-out`, `fade-in`: to and from black, or another color. */
  readonly kind: 'cut' | 'dissolve' | 'fade-out' | 'fade-in';
  /** First and last frame that show both; for a cut, both are the first frame after it. */
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Timestamps of these frames. */
  readonly startPts: number;
  readonly endPts: number;
  readonly startTimecode: string;
  readonly endTimecode: string;
}

/** Describes the clip as a whole; known after its last frame. */
export interface SummaryRecord {
  readonly frames: number;
  /** Seconds. */
  readonly duration: number;
  /** True where frames lie off the grid of `clip.rate`: timecodes are then the nearest. */
  readonly variableRate: boolean;
  /** The best stills that differ from each other, best first. */
  readonly stills: readonly StillRecord[];
  /** Cuts, dissolves and fades in order; files of earlier versions do not tell them. Dissolves and fades part no shots. */
  readonly transitions?: readonly TransitionRecord[];
}
