import { displayAspect } from '../analysis/measure/picture-geometry.js';
import type { Analysis, EyeTrace, Point } from '../analysis/record/analysis.js';
import type { Rational } from '../core/frame.js';

/** Steps that a share in [0, 1] is rounded to in the page: finer than a pixel of any plot. */
export const SHARE_STEPS = 2000;

/** Everything that the page knows of the clip, small enough for ten minutes in a few hundred kilobytes. */
export interface ReportData {
  readonly name: string;
  /** Width over height as displayed. */
  readonly aspect: number;
  readonly timeBase: Rational;
  readonly startPts: number;
  readonly rate: Rational;
  readonly startTimecode: string;
  readonly clipUrl: string | undefined;
  readonly overlayUrl: string | undefined;
  readonly clipStart: number;
  readonly overlayStart: number;
  readonly frames: ReportFrames;
  readonly shots: readonly ReportShot[];
}

/** Columns, one entry a frame. Shares are counted in `SHARE_STEPS`; −1 where nothing stands out. */
export interface ReportFrames {
  /** First timestamp, then the distance of each frame from the one before it. */
  readonly pts: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The subject's place. */
  readonly subjectX: readonly number[];
  readonly subjectY: readonly number[];
  readonly coverage: readonly number[];
  readonly confidence: readonly number[];
}

/** Frames are positions in the columns, `end` exclusive. */
export interface ReportShot {
  readonly start: number;
  readonly end: number;
  readonly still: number;
  readonly steadiness: number;
  readonly eyeTrace: EyeTrace | null;
}

/** Addresses at which the page finds the clip, and the clip with its overlay. */
export interface ReportLinks {
  readonly clipUrl?: string | undefined;
  readonly overlayUrl?: string | undefined;
  /** Seconds at which a player shows the first frame, in the clip and in the overlay. Default 0. */
  readonly clipStart?: number | undefined;
  readonly overlayStart?: number | undefined;
}

/** Packs an analysis for the page. */
export function reportData({ clip, frames, shots }: Analysis, links: ReportLinks): ReportData {
  const share = (value: number) => Math.round(value * SHARE_STEPS);
  const along = (point: Point | null, axis: 'x' | 'y') => (point === null ? -1 : share(point[axis]));
  const first = frames[0]!.index;
  return {
    name: clip.name,
    aspect: displayAspect(clip),
    timeBase: clip.timeBase,
    startPts: clip.startPts,
    rate: clip.rate,
    startTimecode: clip.startTimecode,
    clipUrl: links.clipUrl,
    overlayUrl: links.overlayUrl,
    clipStart: links.clipStart ?? 0,
    overlayStart: links.overlayStart ?? 0,
    frames: {
      pts: frames.map(({ pts }, i) => (i === 0 ? pts : pts - frames[i - 1]!.pts)),
      x: frames.map(({ attention }) => along(attention, 'x')),
      y: frames.map(({ attention }) => along(attention, 'y')),
      subjectX: frames.map(({ subject }) => along(subject, 'x')),
      subjectY: frames.map(({ subject }) => along(subject, 'y')),
      coverage: frames.map(({ coverage }) => share(coverage)),
      confidence: frames.map(({ confidence }) => share(confidence)),
    },
    shots: shots.map((shot) => ({
      start: shot.firstFrame - first,
      end: shot.lastFrame + 1 - first,
      still: shot.bestStill.index - first,
      steadiness: Number(shot.steadiness.toFixed(3)),
      eyeTrace: shot.eyeTrace,
    })),
  };
}
