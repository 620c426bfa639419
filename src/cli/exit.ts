import { constants } from 'node:os';
import { CommanderError } from 'commander';
import { FfmpegError, InputError, OptionError, PartialInputError, SaliencyError } from '../index.js';
import { ReaderGone } from './streams.js';

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The reason with which a signal aborts what runs. */
export function interruption(signal: (typeof interruptions)[number]): SaliencyError {
  return new SaliencyError(signal, 'interrupted: nothing unfinished is left behind');
}

/**
 * Gives the interruption again, with words that tell how to go on, where that is what was thrown.
 *
 * @param values - of the verb's flags; with `resume` or a queue, what was done is kept.
 */
export function interruptionIn(thrown: unknown, values: Readonly<Record<string, unknown>>): SaliencyError | undefined {
  if (!isInterruption(thrown)) return undefined;
  const words =
    values.resume || values.queue
      ? 'interrupted: finished segments are kept, and the same command goes on from them'
      : 'interrupted: nothing unfinished is left behind';
  return new SaliencyError(thrown.code, words, { cause: thrown });
}

export function isInterruption(thrown: unknown): thrown is SaliencyError {
  return thrown instanceof SaliencyError && interruptions.some((signal) => signal === thrown.code);
}

/** The exit code of the program for what was thrown; 0 for help and for the version. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  if (thrown instanceof OptionError) return 2;
  if (thrown instanceof InputError) return 3;
  if (thrown instanceof FfmpegError) return thrown.reason === 'missing' || thrown.reason === 'incapable' ? 4 : 1;
  if (thrown instanceof PartialInputError) return 5;
  if (thrown instanceof ReaderGone) return 128 + constants.signals.SIGPIPE;
  if (isInterruption(thrown)) return 128 + constants.signals[thrown.code as NodeJS.Signals];
  return 1;
}
