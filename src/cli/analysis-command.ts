import type { Command } from 'commander';
import { type AnalysisClipOptions, analysisOptions, clipOptions } from '../index.js';
import { addFlags, addModelFlags, flagsOf, modelOptionsOf } from './flags.js';
import { binaryFlags, runFlags } from './run-options.js';

/** Adds what every verb that measures clips understands: the range, the model, how to run. */
export function addWatchFlags(command: Command): Command {
  addFlags(command, clipOptions);
  addModelFlags(command);
  addFlags(command, runFlags);
  addFlags(command, binaryFlags);
  return command;
}

/** The options of a library call that these flags stand for. */
export function watchOptionsOf(
  values: Record<string, unknown>,
  signal: AbortSignal,
): AnalysisClipOptions & { readonly force: boolean } {
  return {
    ...flagsOf(clipOptions, values),
    ...flagsOf(analysisOptions, values),
    ...flagsOf(binaryFlags, values),
    modelOptions: modelOptionsOf(values),
    force: values.force === true,
    signal,
  };
}
