import type { Analysis, FrameRecord, ShotRecord, TransitionRecord } from '../analysis/record/analysis.js';
import { formatTimecode, parseTimecode } from '../analysis/record/timecode.js';
import { ClipClock } from '../analysis/shots/clip-clock.js';

/** Tells where the timeline of the user starts. */
export interface TimelineOptions {
  /**
   * Timecode of the timeline's first frame. Default: that of the first frame which was analyzed; 01:00:00:00 for
   * `resolve-edl`.
   */
  readonly timelineStart?: string | undefined;
}

/** A clip cut at its shots, on a constant-rate timeline. Frames are counted on that timeline. */
export interface Edit {
  readonly name: string;
  readonly clock: ClipClock;
  /** Frame of the source at which the edit begins: 0, unless the analysis began later than the clip. */
  readonly sourceStart: number;
  /** Number of the timeline's first label, counted from 00:00:00:00. */
  readonly timelineStart: number;
  /** Length in frames. */
  readonly length: number;
  readonly shots: readonly EditShot[];
}

/** A shot of the edit; at least one frame long. */
export interface EditShot {
  readonly name: string;
  /** First frame of the source, and the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly record: ShotRecord;
  /** Markers in the order of time, all within the shot. */
  readonly markers: readonly EditMarker[];
}

/** Something to look at. */
export interface EditMarker {
  readonly kind: 'shot' | 'still' | 'jump' | 'transition';
  /** Frame of the source. */
  readonly frame: number;
  readonly name: string;
  readonly note: string;
}

/** Attention that moves further within a frame, as a share of the diagonal, has jumped. */
const JUMP = 0.2;

/**
 * Lays out an analysis as editors see it: one clip a shot, with markers at the start of each shot, at its best still,
 * where attention jumps, and where a dissolve or a fade begins.
 *
 * All times come from timestamps by rational arithmetic. Where the clip's rate varies, frames are placed on the nearest
 * frame of the timeline, and a shot that falls between two of them is left out.
 *
 * @throws {OptionError} for a start that is no timecode at the clip's rate.
 */
export function editOf({ clip, frames, shots, summary }: Analysis, { timelineStart }: TimelineOptions = {}): Edit {
  const clock = new ClipClock(clip);
  const starts = shots.map((shot) => clock.frameAt(shot.startPts));
  const sourceStart = starts[0]!;
  const end = clock.frameAt(frames.at(-1)!.pts) + 1;
  const jumps = jumpsByShot(frames);
  const laidOut = shots.map((record, i): EditShot => {
    const range = { start: starts[i]!, end: starts[i + 1] ?? end };
    const name = `Shot ${record.index + 1}`;
    const markers: EditMarker[] = [
      { kind: 'shot', frame: range.start, name, note: describeShot(record) },
      {
        kind: 'still',
        frame: clock.frameAt(record.bestStill.pts),
        name: `Best still of shot ${record.index + 1}`,
        note: `confidence ${percent(record.bestStill.confidence)}`,
      },
      ...(jumps.get(record.index) ?? []).map(
        (frame): EditMarker => ({
          kind: 'jump',
          frame: clock.frameAt(frame.pts),
          name: 'Attention jumps',
          note: `by ${percent(frame.moved)} of the diagonal`,
        }),
      ),
      ...transitionsWithin(summary.transitions, record, clock),
    ];
    return { name, ...range, record, markers: markers.sort((a, b) => a.frame - b.frame) };
  });
  return {
    name: clip.name,
    clock,
    sourceStart,
    timelineStart:
      timelineStart === undefined ? clock.startFrame + sourceStart : parseTimecode(timelineStart, clock.format),
    length: end - sourceStart,
    shots: laidOut.filter((shot) => shot.end > shot.start),
  };
}

/** Gives the number of the label that a frame of the source has on the timeline. */
export function timelineFrame({ timelineStart, sourceStart }: Edit, frame: number): number {
  return timelineStart + frame - sourceStart;
}

/** Gives the label that a frame of the source has on the timeline. */
export function timelineTimecode(edit: Edit, frame: number): string {
  return formatTimecode(timelineFrame(edit, frame), edit.clock.format);
}

/** Lists what an export cannot carry over exactly, in sentences for the user; empty for a clip of constant rate. */
export function exportWarnings({ clip, summary }: Analysis): string[] {
  if (!summary.variableRate) return [];
  const rate = Number((clip.rate.num / clip.rate.den).toFixed(3));
  return [
    `${clip.name}: variable frame rate; editors' timelines are constant, so every time is the nearest frame at ${rate} fps`,
  ];
}

/** Gives the dissolves and fades that begin within a shot; its cuts are its ends. */
function transitionsWithin(
  transitions: readonly TransitionRecord[] = [],
  { firstFrame, lastFrame }: ShotRecord,
  clock: ClipClock,
): EditMarker[] {
  const own = transitions.filter((one) => one.firstFrame >= firstFrame && one.firstFrame <= lastFrame);
  return own.flatMap((one): EditMarker[] => {
    const name = { cut: undefined, dissolve: 'Dissolve', 'fade-out': 'Fade out', 'fade-in': 'Fade in' }[one.kind];
    if (name === undefined) return [];
    const note = `${one.startTimecode} to ${one.endTimecode}`;
    return [{ kind: 'transition', frame: clock.frameAt(one.startPts), name, note }];
  });
}

function jumpsByShot(frames: readonly FrameRecord[]): Map<number, FrameRecord[]> {
  const jumps = new Map<number, FrameRecord[]>();
  for (const frame of frames) {
    if (frame.moved < JUMP) continue;
    const others = jumps.get(frame.shot);
    if (others === undefined) jumps.set(frame.shot, [frame]);
    else others.push(frame);
  }
  return jumps;
}

function describeShot({ steadiness, eyeTrace, duration }: ShotRecord): string {
  const cut = eyeTrace === null ? '' : `eye trace ${percent(eyeTrace.distance)} of the diagonal, `;
  return `${cut}steadiness ${percent(steadiness)}, ${duration.toFixed(2)} s`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
