import type { Progress } from '../index.js';

export const progressStyles = ['auto', 'bar', 'plain', 'json', 'none'] as const;
export type ProgressStyle = (typeof progressStyles)[number];

/** Shows the progress of one file on standard error. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  /** Leaves the terminal as it was found. */
  end(): void;
}

const barWidth = 24;

/**
 * @param label - what is being worked on, as the lines begin.
 * @param unit - what is counted.
 */
export function showProgress(
  style: ProgressStyle,
  label: string,
  stream: NodeJS.WriteStream,
  unit: 'frames' | 'items' = 'frames',
): ProgressDisplay {
  const kind = style === 'auto' ? (stream.isTTY ? 'bar' : 'none') : style;
  const startedAt = performance.now();
  let shownAt = Number.NEGATIVE_INFINITY;
  const intervalMs = kind === 'plain' ? 5000 : 100;

  return {
    update(progress) {
      const now = performance.now();
      if (kind === 'none' || now - shownAt < intervalMs) return;
      shownAt = now;
      const elapsed = (now - startedAt) / 1000;
      if (kind === 'json') stream.write(`${JSON.stringify({ file: label, ...progress, elapsed })}\n`);
      else if (kind === 'plain') stream.write(`${label}: ${figures(progress, elapsed, unit)}\n`);
      else
        stream.write(
          `\r\x1b[K${truncate(`${label} ${bar(progress)} ${figures(progress, elapsed, unit)}`, stream.columns ?? 80)}`,
        );
    },
    end() {
      if (kind === 'bar') stream.write('\r\x1b[K');
    },
  };
}

function fraction({ seconds, totalSeconds }: Progress): number | undefined {
  return totalSeconds === undefined || totalSeconds <= 0 ? undefined : Math.min(1, seconds / totalSeconds);
}

function bar(progress: Progress): string {
  const filled = Math.round((fraction(progress) ?? 0) * barWidth);
  return '━'.repeat(filled) + '─'.repeat(barWidth - filled);
}

function figures(progress: Progress, elapsed: number, unit: 'frames' | 'items'): string {
  const part = fraction(progress);
  const fps = progress.frames / Math.max(elapsed, 1e-3);
  const left = part === undefined || part === 0 ? undefined : (elapsed * (1 - part)) / part;
  return [
    part === undefined ? '' : `${Math.floor(part * 100)} %`,
    `${progress.frames} ${unit}`,
    `${fps.toFixed(fps < 10 ? 1 : 0)} ${unit === 'frames' ? 'fps' : `${unit} a second`}`,
    left === undefined ? '' : `${clock(left)} left`,
  ]
    .filter((text) => text !== '')
    .join('  ');
}

function clock(totalSeconds: number): string {
  const whole = Math.ceil(totalSeconds);
  const [hours, minutes, secs] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(secs)}` : `${minutes}:${pad(secs)}`;
}

/** A line that is too long would wrap, and could not be drawn over. */
function truncate(line: string, columns: number): string {
  return line.length < columns ? line : line.slice(0, Math.max(0, columns - 1));
}
