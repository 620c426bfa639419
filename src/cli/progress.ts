import type { Progress } from '../index.js';
import { clipLine, type ProgressUnit, progressFigures, shareOf, totalLine } from './progress-line.js';

export const progressStyles = ['auto', 'bar', 'plain', 'json', 'none'] as const;
export type ProgressStyle = (typeof progressStyles)[number];

/** Shows the progress of one file on standard error. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  /** Leaves the terminal as it was found. */
  end(): void;
}

/** The place of a clip among those of a run. */
export interface RunPlace {
  /** Clips that were done before. */
  readonly done: number;
  readonly count: number;
  /** When the run began, as `performance.now` tells it. */
  readonly startedAt: number;
}

/** What is shown of progress beside the figures. */
export interface ProgressDetails {
  readonly unit?: ProgressUnit;
  /** Where there are several clips, a second line shows how far all of them are. */
  readonly place?: RunPlace | undefined;
}

/** Takes the cursor to the start of its line, and clears it. */
const clearLine = '\r\x1b[K';
const lineUp = '\x1b[1A';

/** @param label - what is being worked on, as the lines begin. */
export function showProgress(
  style: ProgressStyle,
  label: string,
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>,
  { unit = 'frames', place }: ProgressDetails = {},
): ProgressDisplay {
  const kind = style === 'auto' ? (stream.isTTY ? 'bar' : 'none') : style;
  const startedAt = performance.now();
  const total = place !== undefined && place.count > 1 ? place : undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  const intervalMs = kind === 'plain' ? 5000 : 100;

  /** Leaves the cursor where the first line begins. */
  const clear = () => (!drawn || total === undefined ? clearLine : `${clearLine}${lineUp}${clearLine}`);

  return {
    update(progress) {
      const now = performance.now();
      if (kind === 'none' || now - shownAt < intervalMs) return;
      shownAt = now;
      const elapsed = (now - startedAt) / 1000;
      if (kind === 'json') stream.write(`${JSON.stringify({ file: label, ...progress, elapsed })}\n`);
      else if (kind === 'plain') stream.write(`${label}: ${progressFigures(progress, elapsed, unit)}\n`);
      else {
        const columns = stream.columns ?? 80;
        const lines = [clipLine(label, progress, elapsed, columns, unit)];
        if (total !== undefined) {
          const { done, count, startedAt: began } = total;
          lines.push(totalLine(done, count, shareOf(progress) ?? 0, (now - began) / 1000, columns));
        }
        stream.write(`${clear()}${lines.join('\n')}`);
        drawn = true;
      }
    },
    end() {
      if (kind === 'bar') stream.write(clear());
      drawn = false;
    },
  };
}
