import type { Command } from 'commander';
import { type AnalysisClipOptions, analysisOptions, clipOptions, outputOptions } from '../index.js';
import { addResumeFlag } from './clip-command.js';
import { addFlags, addModelFlags, flagsOf, modelOptionsOf } from './flags.js';
import { binaryFlags, runFlags } from './run-options.js';

/** Adds what every verb that measures clips understands: the range, the model, how to run. */
export function addWatchFlags(command: Command): Command {
  addFlags(command, clipOptions);
  addFlags(command, outputOptions);
  addModelFlags(command);
  addFlags(command, runFlags);
  addFlags(command, binaryFlags);
  return addResumeFlag(command);
}

/** The options of a library call that these flags stand for. */
export function watchOptionsOf(
  values: Record<string, unknown>,
  signal: AbortSignal,
): AnalysisClipOptions & { readonly force: boolean; readonly resume: boolean } {
  return {
    ...flagsOf(clipOptions, values),
    ...flagsOf(analysisOptions, values),
    ...flagsOf(outputOptions, values),
    ...flagsOf(binaryFlags, values),
    modelOptions: modelOptionsOf(values),
    force: values.force === true,
    resume: values.resume === true,
    signal,
  };
}
