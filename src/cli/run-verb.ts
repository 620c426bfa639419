import { checkDistinct, OptionError, type Progress, refuseAddress, resolveOptions } from '../index.js';
import { interruptionIn } from './exit.js';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkDistinct, OptionError, type Progress, resolveOptions } from '../index.js';
import { modelLabel } from './chosen-models.js';
import { flagsOf } from './flags.js';
import { gatherInputs, type InputKind } from './inputs/gather-inputs.js';
import { inputFlags } from './inputs/input-flags.js';
import { type OutputNaming, outputNames } from './output-names.js';
import { failedRecord, writeRecord } from './records.js';
import { type Run, type RunResult, runEach } from './run-each.js';
import { type RunFlags, runFlags } from './run-options.js';

/** How a verb goes about its inputs. */
export interface VerbRun {
  readonly command: Command;
  /** Files and folders, as they were named. */
  readonly inputs: readonly string[];
  /** What is taken of a folder; clips where it does not say. */
  readonly kind?: InputKind;
  /** The values of the verb's flags. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly naming: Pick<OutputNaming, 'suffix' | 'extensionOf'>;
  /** Options that name one file, and so want one input. */
  readonly single?: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Finds the inputs of a verb, and names their outputs, one an input.
 *
 * @throws {InputError} for an address among the inputs.
 * @throws {OptionError} for several inputs where an option names one file, and as `outputNames` does.
 * @throws {OptionError} for several inputs where an option names one file, and as `outputNames` does; `InputError` for a
 * folder without inputs.
 */
async function runsOf(verb: VerbRun): Promise<Run[]> {
  const { command, values, single = [], kind = 'clips', signal } = verb;
  const output = values.output as string | undefined;
  const { include } = resolveOptions(inputFlags, flagsOf(inputFlags, values));
  let inputs = await gatherInputs(verb.inputs, { kind, include, output, signal });
  const refused = inputs.length > 1 ? single.find((name) => values[name] !== undefined) : undefined;
  if (refused !== undefined) throw OptionError.of(refused, `expected one input for its file, got ${inputs.length}`);
  // Before a name is made of it.
  for (const input of inputs) refuseAddress(input);
  const outputs = outputNames(inputs, values.output as string | undefined, naming);
  const naming: OutputNaming = { ...verb.naming, verb: command.name(), model: modelLabel(command, values) };
  let outputs = outputNames(inputs, output, naming);
  // What an earlier run has made of one of them, and lies among them, is no input.
  const made = new Set(outputs.map((path) => resolve(path)));
  const own = inputs.filter(({ path, found }) => !found || !made.has(resolve(path)));
  if (own.length > 0 && own.length < inputs.length) {
    inputs = own;
    outputs = outputNames(inputs, output, naming);
  }
  // Before the first is read: what a later one reads must not be written over.
  await checkDistinct({ inputs: inputs.map(({ path }) => path), outputs });
  return inputs.map(({ path, folder }, i) => ({ input: path, output: outputs[i]!, folder }));
}

/** Does the work of a verb: finds the inputs, names the outputs, then works on one input after the other. */
export async function runVerb(
  verb: VerbRun,
  work: (run: Run, onProgress: (progress: Progress) => void) => Promise<RunResult>,
): Promise<void> {
  const runs = await runsOf(verb);
  try {
    await runEach(runs, resolveOptions(runFlags, flagsOf(runFlags, verb.values)), verb.signal, work);
  } catch (thrown) {
    throw interruptionIn(thrown, verb.values) ?? thrown;
  const flags = resolveOptions(runFlags, flagsOf(runFlags, verb.values));
  await runEach(await recordedRunsOf(verb, flags), flags, verb.signal, work);
}

/** The runs of a verb; what keeps all of them from being done is recorded for each of what was named. */
export async function recordedRunsOf(verb: VerbRun, flags: RunFlags): Promise<Run[]> {
  try {
    return await runsOf(verb);
  } catch (error) {
    const carriesResult = verb.values.output === '-';
    if (flags.json && !carriesResult) for (const input of verb.inputs) writeRecord(failedRecord(input, error));
    throw error;
  }
}
