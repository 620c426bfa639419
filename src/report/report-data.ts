import { displayAspect } from '../analysis/measure/picture-geometry.js';
import type { Analysis, ClipRecord, Point, ShotRecord, SummaryRecord } from '../analysis/record/analysis.js';
import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
import { type ReportCrop, reportCrop } from './report-crop.js';

/** Steps that a share in [0, 1] is rounded to in the page: finer than a pixel of any plot. */
export const SHARE_STEPS = 2000;

/** Moves of attention that are told to the page, as shares of the diagonal: jumps are longer. */
const TOLD_MOVE = 0.1;

/** Everything that the page knows of the clip, small enough for ten minutes in a few hundred kilobytes. */
export interface ReportData {
  /** The clip without its path: the page knows where it is by `clipUrl`. */
  readonly clip: Omit<ClipRecord, 'path'>;
  /** Width over height as displayed. */
  readonly aspect: number;
  readonly clipUrl: string | undefined;
  readonly overlayUrl: string | undefined;
  readonly clipStart: number;
  readonly overlayStart: number;
  /** Number of the first frame. */
  readonly firstFrame: number;
  readonly frames: ReportFrames;
  readonly shots: readonly ShotRecord[];
  readonly summary: SummaryRecord;
  readonly crop: ReportCrop | undefined;
  /** Pictures between the best stills of the shots, in the order of time. */
  readonly stills: readonly ReportStill[];
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
  /** Positions of the frames in which attention went far, each with how far, as a share of the diagonal. */
  readonly moves: readonly (readonly [position: number, moved: number])[];
}

/** A frame as pictures, both `data:` addresses of one size. */
export interface ReportStill {
  /** Position of the frame among those of the analysis. */
  readonly frame: number;
  readonly picture: string;
  /** The same under its heatmap. */
  readonly heatmap: string;
}

/** Addresses at which the page finds the clip, and the clip with its overlay. */
export interface ReportLinks {
  readonly clipUrl?: string | undefined;
  readonly overlayUrl?: string | undefined;
  /** Seconds at which a player shows the first frame, in the clip and in the overlay. Default 0. */
  readonly clipStart?: number | undefined;
  readonly overlayStart?: number | undefined;
}

/** A page may show these of a clip beside its analysis. */
export interface ReportExtras {
  /** The crop of each frame for another shape, of the frames of the analysis. */
  readonly plan?: ReframePlan | undefined;
  /** Pictures beside those of the shots, in the order of time; the page shows the nearest one where no clip can be played. */
  readonly stills?: readonly ReportStill[] | undefined;
}

/** Packs an analysis for the page. */
export function reportData(
  { clip, frames, shots, summary }: Analysis,
  links: ReportLinks,
  { plan, stills = [] }: ReportExtras = {},
): ReportData {
  const share = (value: number) => Math.round(value * SHARE_STEPS);
  const along = (point: Point | null, axis: 'x' | 'y') => (point === null ? -1 : share(point[axis]));
  const { path: _, ...told } = clip;
  return {
    clip: told,
    aspect: displayAspect(clip),
    clipUrl: links.clipUrl,
    overlayUrl: links.overlayUrl,
    clipStart: links.clipStart ?? 0,
    overlayStart: links.overlayStart ?? 0,
    firstFrame: frames[0]!.index,
    frames: {
      pts: frames.map(({ pts }, i) => (i === 0 ? pts : pts - frames[i - 1]!.pts)),
      x: frames.map(({ attention }) => along(attention, 'x')),
      y: frames.map(({ attention }) => along(attention, 'y')),
      subjectX: frames.map(({ subject }) => along(subject, 'x')),
      subjectY: frames.map(({ subject }) => along(subject, 'y')),
      coverage: frames.map(({ coverage }) => share(coverage)),
      confidence: frames.map(({ confidence }) => share(confidence)),
      moves: frames.flatMap(({ moved }, i) => (moved < TOLD_MOVE ? [] : [[i, moved] as const])),
    },
    // The pictures of the shots are in the page already.
    shots: shots.map(({ thumbnail: _, ...shot }) => shot),
    summary,
    crop: plan && reportCrop(plan),
    stills,
  };
}
