import { constants } from 'node:os';
import { CommanderError } from 'commander';
import { FfmpegError, InputError, OptionError, PartialInputError, SaliencyError } from '../index.js';

/** The reason with which a signal aborts what runs. */
export function interruption(signal: 'SIGINT' | 'SIGTERM' | 'SIGPIPE'): SaliencyError {
  return new SaliencyError(signal, `interrupted by ${signal}`);
}

/** The exit code of the program for what was thrown; 0 for help, for the version and when nobody reads on. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  if (thrown instanceof OptionError) return 2;
  if (thrown instanceof InputError) return 3;
  if (thrown instanceof FfmpegError) return thrown.reason === 'missing' || thrown.reason === 'incapable' ? 4 : 1;
  if (thrown instanceof PartialInputError) return 5;
  if (thrown instanceof SaliencyError && thrown.code === 'SIGPIPE') return 0;
  if (thrown instanceof SaliencyError && (thrown.code === 'SIGINT' || thrown.code === 'SIGTERM')) {
    return 128 + constants.signals[thrown.code];
  }
  return 1;
}
