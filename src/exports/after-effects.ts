import type { Analysis, ClipRecord, Point } from '../analysis/record/analysis.js';
import { ClipClock } from '../analysis/shots/clip-clock.js';

/** A position at a timestamp, as shares of the displayed picture. */
export interface PositionKey extends Point {
  readonly pts: number;
}

/**
 * Gives the attention point of every frame as After Effects keyframes of a position; frames without one are left out.
 */
export function toAfterEffects({ clip, frames }: Analysis): string {
  const keys = frames.flatMap(({ pts, attention }) => (attention === null ? [] : [{ pts, ...attention }]));
  return positionKeyframes(clip, keys);
}

/**
 * Positions as After Effects keyframe text: copied to the clipboard, it is pasted onto a layer or a null. Frames are
 * counted from the clip's first; where two fall on one frame of a constant-rate timeline, the first counts.
 */
export function positionKeyframes(clip: ClipRecord, keys: readonly PositionKey[]): string {
  const clock = new ClipClock(clip);
  const rows: string[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { pts, x, y } of keys) {
    const frame = clock.frameAt(pts);
    if (frame === last) continue;
    rows.push(`\t${frame}\t${decimal(x * clip.width)}\t${decimal(y * clip.height)}\t0\t`);
    last = frame;
  }
  const aspect = decimal(clip.sampleAspect.num / clip.sampleAspect.den);
  const lines = [
    'Adobe After Effects 8.0 Keyframe Data',
    '',
    `\tUnits Per Second\t${decimal(clip.rate.num / clip.rate.den)}`,
    `\tSource Width\t${clip.width}`,
    `\tSource Height\t${clip.height}`,
    `\tSource Pixel Aspect Ratio\t${aspect}`,
    `\tComp Pixel Aspect Ratio\t${aspect}`,
    '',
    'Transform\tPosition',
    '\tFrame\tX pixels\tY pixels\tZ pixels\t',
    ...rows,
    '',
    'End of Keyframe Data',
  ];
  return `${lines.join('\n')}\n`;
}

function decimal(value: number): string {
  return String(Number(value.toFixed(3)));
}
