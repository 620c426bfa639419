import { basename } from 'node:path';
import { OptionError, type PartialInputError, type Progress, printable, type ResumedWork } from '../index.js';
import { showProgress } from './progress.js';
import { doneRecord, failedRecord, writeRecord } from './records.js';
import type { RunFlags } from './run-options.js';
import { isOutputUnread, ReaderGone } from './streams.js';

/** One input on its way to its outputs. */
export interface Run {
  readonly input: string;
  readonly output: string;
  /** The folder that the input was found in, from the named one on; empty for an input that was named. */
  readonly folder?: string;
}

/** What became of an input. */
export interface RunResult {
  readonly outputs: readonly string[];
  /** Frames of a clip; undefined for a still. */
  readonly frames: number | undefined;
  readonly warnings: readonly string[];
  readonly damage: PartialInputError | undefined;
  /** What was taken up of an interrupted run; undefined where that was not asked for. */
  readonly resumed?: ResumedWork | undefined;
  /** Lines that are told beside what was written. */
  readonly notes?: readonly string[];
}

/**
 * Works on one input after the other, with progress and a closing line for each on standard error; with `json`, a record of
 * each on standard output.
 *
 * An input that fails does not keep the others from being done.
 *
 * @param work - does one input; it is handed what the display needs to know.
 * @throws the error of the only input that failed, or an `AggregateError` of several; `ReaderGone` where whoever read a
 * result from standard output has left before its end.
 */
export async function runEach(
  runs: readonly Run[],
  flags: RunFlags,
  signal: AbortSignal,
  work: (run: Run, onProgress: (progress: Progress) => void) => Promise<RunResult>,
): Promise<void> {
  if (flags.json && runs.some(({ output }) => output === '-')) {
    throw OptionError.of('json', 'expected an output other than -, since standard output carries the result');
  }
  await eachOf(runs, flags, signal, async (run) => {
    const label = labelOf(run);
    const display = showProgress(flags.quiet ? 'none' : flags.progress, label, process.stderr);
    const startedAt = performance.now();
    const result = await work(run, display.update).finally(display.end);
    const elapsed = (performance.now() - startedAt) / 1000;
    if (flags.json) writeRecord(doneRecord(run.input, result, elapsed));
    tell(label, result, elapsed, flags);
    return result.damage;
  });
}

/**
 * Does something for each run, also after one that fails, which is recorded.
 *
 * @param work - does one; what it returns is thrown when all are done.
 */
export async function eachOf(
  runs: readonly Run[],
  flags: Pick<RunFlags, 'json'>,
  signal: AbortSignal,
  work: (run: Run) => Promise<PartialInputError | undefined>,
): Promise<void> {
  const failures: unknown[] = [];
  const beganAt = performance.now();
  for (const [done, run] of runs.entries()) {
    signal.throwIfAborted();
    const label = labelOf(run.input);
    const place = { done, count: runs.length, startedAt: beganAt };
    const display = showProgress(flags.quiet ? 'none' : flags.progress, label, process.stderr, { place });
    const startedAt = performance.now();
    try {
      const result = await work(run, display.update).finally(display.end);
      const elapsed = (performance.now() - startedAt) / 1000;
      if (run.output === '-' && isOutputUnread()) throw new ReaderGone();
      tell(label, result, elapsed, flags);
      if (result.damage !== undefined) failures.push(result.damage);
    try {
      const damage = await work(run);
      if (damage !== undefined) failures.push(damage);
    } catch (error) {
      if (flags.json) writeRecord(failedRecord(run.input, error));
      if (signal.aborted) throw error;
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures);
}

function tell(label: string, { notes = [], ...result }: RunResult, elapsed: number, flags: RunFlags): void {
  if (flags.quiet) return;
  tellWarnings(label, result.warnings);
  if (flags.json) return;
  const outputs = printable(result.outputs.filter((path) => path !== '-').join(', '));
  const arrow = outputs === '' ? '' : ` → ${outputs}`;
  process.stderr.write(`${label}${arrow}${speed(result.frames, elapsed)}\n`);
  const { resumed } = result;
  if (resumed !== undefined) {
    const { taken, segments, folder } = resumed;
    process.stderr.write(`${label}: took up ${taken} of ${segments} segments from ${printable(folder)}\n`);
  }
  for (const note of notes) process.stderr.write(`${label}: ${printable(note)}\n`);
}

/** What an input is called in what is said of it. */
export function labelOf({ input, folder = '' }: Pick<Run, 'input' | 'folder'>): string {
  return input === '-' ? 'stdin' : printable(folder === '' ? basename(input) : `${folder}/${basename(input)}`);
}

/** Writes warnings to standard error, each with the name of what it is about. */
export function tellWarnings(label: string, warnings: readonly string[]): void {
  for (const warning of warnings) {
    // Those of the decoder name the clip themselves.
    const named = warning.includes(`${label}: `) ? warning : `${label}: ${warning}`;
    process.stderr.write(`saliency: ${printable(named)}\n`);
  }
}

function speed(frames: number | undefined, elapsed: number): string {
  if (frames === undefined) return '';
  const fps = (frames / elapsed).toFixed(0);
  return `: ${frames} ${frames === 1 ? 'frame' : 'frames'} in ${elapsed.toFixed(1)} s (${fps} fps)`;
}
