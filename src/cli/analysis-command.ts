import type { Command } from 'commander';
import { binaryOptions, type ClipOptions, clipOptions, type OptionInput, passOptions } from '../index.js';
import { addFlags, addModelFlags, flagsOf, modelOptionsOf } from './flags.js';
import { inputFlags } from './inputs/input-flags.js';
import { runFlags } from './run-options.js';

/** Adds what every verb that measures clips understands: the range, the model, how to run. */
export function addWatchFlags(command: Command): Command {
  addFlags(command, inputFlags);
  addFlags(command, clipOptions);
  addFlags(command, passOptions);
  addModelFlags(command);
  addFlags(command, runFlags);
  addFlags(command, binaryOptions);
  return command;
}

/** The options of a library call that these flags stand for. */
export function watchOptionsOf(
  values: Record<string, unknown>,
  signal: AbortSignal,
): ClipOptions & OptionInput<typeof passOptions> {
  return {
    ...flagsOf(clipOptions, values),
    ...flagsOf(passOptions, values),
    ...flagsOf(binaryOptions, values),
    modelOptions: modelOptionsOf(values),
    signal,
  };
}
