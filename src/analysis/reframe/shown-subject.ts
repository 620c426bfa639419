import type { Axis } from '../measure/mass-profile.js';
import type { LostSubject, ReframedShot } from './reframe-plan.js';
import type { FirstPart, Span } from './subject-head.js';

/** Share of the side by which a subject may reach beyond the crop and still count as whole. */
const SLACK = 0.01;
/** A subject that is whole in more than this share of the frames is not lost. */
const MOSTLY = 0.9;

/** The subject of one frame, and the place of the crop. */
export interface ShownFrame {
  readonly subject: Span;
  readonly head: FirstPart | undefined;
  /** True where there are two subjects. */
  readonly pair: boolean;
  /** Middle of the crop. */
  readonly at: number;
}

/**
 * Tells how much of a shot's subject its crop shows, and why not all of it.
 *
 * @param frames - those with a subject.
 * @param window - length of the crop along the axis.
 */
export function shownSubject(
  frames: readonly ShownFrame[],
  axis: Axis,
  window: number,
): Pick<ReframedShot, 'headKept' | 'subjectKept' | 'lost'> {
  if (frames.length === 0) return { headKept: null, subjectKept: null, lost: null };
  const shows = (at: number, { from, to }: Span) => {
    return from >= at - window / 2 - SLACK && to <= at + window / 2 + SLACK;
  };
  const share = (holds: (frame: ShownFrame) => boolean) => frames.filter(holds).length / frames.length;
  const subjectKept = share(({ at, subject }) => shows(at, subject));
  const known = frames.filter(({ head }) => head !== undefined);
  const whole = known.filter(({ at, head }) => shows(at, head!.head));
  const headKept = known.length === 0 ? null : whole.length / known.length;
  const sizes = frames.map(({ subject }) => subject.to - subject.from).sort((a, b) => a - b);
  const usual = sizes[Math.floor(MOSTLY * (sizes.length - 1))]!;
  const pairs = share(({ pair }) => pair);
  const lost = subjectKept > MOSTLY ? null : whyLost(axis, usual / window, pairs, headKept);
  return { headKept, subjectKept, lost };
}

function whyLost(axis: Axis, times: number, pairs: number, headKept: number | null): LostSubject {
  const large = axis === 'x' ? 'wide' : 'high';
  const tail = headKept === null ? '' : `; its head is whole in ${Math.round(100 * headKept)} % of the frames`;
  if (times > 1) {
    return { reason: 'larger', words: `the subject is ${times.toFixed(1)} times as ${large} as the crop${tail}` };
  }
  if (pairs > 0.5) {
    return { reason: 'two-subjects', words: `two subjects are further apart than the crop is ${large}${tail}` };
  }
  return { reason: 'faster', words: `the subject moves faster than the crop may, or leaves the picture${tail}` };
}
