import type { Progress } from '../index.js';
import { fitText, textWidth } from './text-width.js';

/** What is counted. */
export type ProgressUnit = 'frames' | 'items';

/** A line of progress: what it is about, and the figures, the first of which are kept longest. */
interface ProgressLine {
  readonly label: string;
  /** Done of all, in [0, 1]; undefined where nobody knows. */
  readonly part: number | undefined;
  /** In the order in which they are shown. */
  readonly figures: readonly string[];
  /** Numbers of the figures that are left out, one after the other, where the line is too long. */
  readonly expendable: readonly number[];
}

const longestBar = 24;
const shortestBar = 6;
const leastLabel = 10;

/** Gives the share of a clip that is done, in [0, 1]; undefined where the file does not say how long it is. */
export function shareOf({ seconds, totalSeconds }: Progress): number | undefined {
  return totalSeconds === undefined || totalSeconds <= 0 ? undefined : Math.min(1, Math.max(0, seconds / totalSeconds));
}

/**
 * Draws how far a clip has come, in less than a number of columns: a line that is as long as the terminal is wide would
 * wrap, and could not be drawn over.
 *
 * @param elapsed - seconds.
 */
export function clipLine(
  label: string,
  progress: Progress,
  elapsed: number,
  columns: number,
  unit: ProgressUnit = 'frames',
): string {
  const part = shareOf(progress);
  const figures = figuresOf(progress, elapsed, unit);
  // Of narrow terminals, the count goes first, then the speed.
  return fitLine({ label, part, figures, expendable: part === undefined ? [] : [1, 2] }, columns);
}

/** Draws how far a run of several clips has come; each counts as much as another. */
export function totalLine(done: number, count: number, part: number, elapsed: number, columns: number): string {
  const share = Math.min(1, (done + part) / count);
  const label = `clip ${Math.min(count, done + 1)} of ${count}`;
  return fitLine(
    { label, part: share, figures: [percent(share), ...timeLeft(share, elapsed)], expendable: [] },
    columns,
  );
}

/** Tells the figures of a clip's progress in words: `12 %  480 frames  96 fps  0:36 left`. */
export function progressFigures(progress: Progress, elapsed: number, unit: ProgressUnit): string {
  return figuresOf(progress, elapsed, unit).join('  ');
}

function figuresOf(progress: Progress, elapsed: number, unit: ProgressUnit): string[] {
  const part = shareOf(progress);
  const rate = progress.frames / Math.max(elapsed, 1e-3);
  return [
    ...(part === undefined ? [] : [percent(part)]),
    `${progress.frames} ${progress.frames === 1 ? unit.slice(0, -1) : unit}`,
    `${rate.toFixed(rate < 10 ? 1 : 0)} ${unit === 'frames' ? 'fps' : `${unit} a second`}`,
    ...timeLeft(part, elapsed),
  ];
}

function fitLine({ label, part, figures, expendable }: ProgressLine, columns: number): string {
  const room = columns - 1;
  const least = Math.min(leastLabel, textWidth(label)) + 1 + (part === undefined ? 0 : shortestBar + 1);
  const kept = figures.map((_, i) => i);
  const text = () => kept.map((i) => figures[i]).join('  ');
  for (const i of expendable) {
    if (least + textWidth(text()) <= room) break;
    kept.splice(kept.indexOf(i), 1);
  }
  const forRest = room - textWidth(text()) - 1;
  if (forRest < 4) return fitText(text(), room);
  const forBar = part === undefined || forRest < least - 1 ? 0 : shortestBar + 1;
  const name = fitText(label, forRest - forBar);
  const bar = Math.min(longestBar, forRest - textWidth(name) - 1);
  const drawn = forBar === 0 || bar < shortestBar ? [] : [drawBar(part!, bar)];
  return [name, ...drawn, text()].join(' ');
}

function drawBar(part: number, length: number): string {
  const filled = Math.round(part * length);
  return '━'.repeat(filled) + '─'.repeat(length - filled);
}

function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}

function timeLeft(part: number | undefined, elapsed: number): string[] {
  return part === undefined || part === 0 ? [] : [`${clock((elapsed * (1 - part)) / part)} left`];
}

function clock(totalSeconds: number): string {
  const whole = Math.ceil(totalSeconds);
  const [hours, minutes, secs] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(secs)}` : `${minutes}:${pad(secs)}`;
}
