import type { Command } from 'commander';
import { type AnalysisClipOptions, analysisOptions, clipOptions } from '../index.js';
import { addFlags, addModelFlags, flagsOf, modelOptionsOf } from './flags.js';
import { binaryFlags, runFlags } from './run-options.js';

/** Frames are measured in their order: one job. */
const { jobs: _, ...watchedOptions } = clipOptions;

/** Adds what every verb that measures clips understands: the range, the model, how to run. */
export function addWatchFlags(command: Command): Command {
  addFlags(command, watchedOptions);
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
    ...flagsOf(watchedOptions, values),
    ...flagsOf(analysisOptions, values),
    ...flagsOf(binaryFlags, values),
    modelOptions: modelOptionsOf(values),
    force: values.force === true,
    signal,
  };
}
