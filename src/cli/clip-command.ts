import type { Command } from 'commander';
import {
  binaryOptions,
  type ClipOptions,
  type ConvertResult,
  clipOptions,
  encodingOptions,
  mapEncodingOptions,
  mapExtensionFor,
  type OptionTable,
  type OutputOptions,
  outputOptions,
  resolveOptions,
} from '../index.js';
import { addFlags, addModelFlags, flagsOf, modelOptionsOf } from './flags.js';
import { inputFlags } from './inputs/input-flags.js';
import type { OutputNaming } from './output-names.js';
import { writeRecord } from './records.js';
import { eachOf, labelOf, tellWarnings } from './run-each.js';
import { runFlags } from './run-options.js';
import { recordedRunsOf, runVerb, type VerbRun } from './run-verb.js';
import { shellLine } from './shell.js';

/** What encoders of pictures in color are told. */
const { bitDepth: _, ...colorEncodingOptions } = encodingOptions;

export { colorEncodingOptions };

/** Adds what every verb that turns clips into clips understands: the range, the model, the encoder, how to run. */
export function addClipFlags(command: Command, encoding: OptionTable, clip: OptionTable = clipOptions): Command {
  addFlags(command, inputFlags);
  addFlags(command, clip);
  addFlags(command, outputOptions);
  addFlags(command, encoding);
  addModelFlags(command);
  addFlags(command, runFlags);
  addFlags(command, binaryOptions);
  return command;
}

/** The options of a library call that these flags stand for. */
export function clipOptionsOf(values: Record<string, unknown>, signal: AbortSignal): ClipOptions & OutputOptions {
  return {
    ...flagsOf(clipOptions, values),
    ...flagsOf(outputOptions, values),
    ...flagsOf(binaryOptions, values),
    modelOptions: modelOptionsOf(values),
    signal,
  };
}

/** Runs a verb over its inputs; with `--dry-run`, prints what would be run instead. */
export async function runClips(
  command: Command,
  inputs: readonly string[],
  values: Record<string, unknown>,
  naming: Pick<OutputNaming, 'suffix'> & Partial<Pick<OutputNaming, 'extensionOf'>>,
  signal: AbortSignal,
  work: (input: string, output: string, more: Pick<OutputOptions, 'onProgress'>) => Promise<ConvertResult>,
): Promise<void> {
  const { format } = resolveOptions(mapEncodingOptions, flagsOf(mapEncodingOptions, values));
  const verb: VerbRun = {
    command,
    inputs,
    values,
    naming: {
      suffix: naming.suffix,
      extensionOf: naming.extensionOf ?? ((input) => mapExtensionFor(input, format)),
    },
    single: ['overlay', 'analysis'],
    signal,
  };
  if (values.dryRun !== true) {
    await runVerb(verb, ({ input, output }, onProgress) => work(input, output, { onProgress }));
    return;
  }
  const flags = resolveOptions(runFlags, flagsOf(runFlags, values));
  await eachOf(await recordedRunsOf(verb, flags), flags, signal, async (run) => {
    const { input, output } = run;
    const result = await work(input, output, {});
    if (flags.json) writeRecord({ input, ok: true, ...result });
    else process.stdout.write(`${result.commands.map(shellLine).join('\n')}\n`);
    if (!flags.quiet) tellWarnings(labelOf(run), result.warnings);
    return undefined;
  });
}
