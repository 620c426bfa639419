import { checkDistinct, OptionError, type Progress, refuseAddress, resolveOptions } from '../index.js';
import { interruptionIn } from './exit.js';
import { flagsOf } from './flags.js';
import { type OutputNaming, outputNames } from './output-names.js';
import { type Run, type RunResult, runEach } from './run-each.js';
import { runFlags } from './run-options.js';

/** How a verb goes about its inputs. */
export interface VerbRun {
  readonly inputs: readonly string[];
  /** The values of the verb's flags. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly naming: OutputNaming;
  /** Options that name one file, and so want one input. */
  readonly single?: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Names the outputs of a verb, one an input.
 *
 * @throws {InputError} for an address among the inputs.
 * @throws {OptionError} for several inputs where an option names one file, and as `outputNames` does.
 */
export async function runsOf({ inputs, values, naming, single = [] }: VerbRun): Promise<Run[]> {
  const refused = inputs.length > 1 ? single.find((name) => values[name] !== undefined) : undefined;
  if (refused !== undefined) throw OptionError.of(refused, `expected one input for its file, got ${inputs.length}`);
  // Before a name is made of it.
  for (const input of inputs) refuseAddress(input);
  const outputs = outputNames(inputs, values.output as string | undefined, naming);
  // Before the first is read: what a later one reads must not be written over.
  await checkDistinct({ inputs, outputs });
  return inputs.map((input, i) => ({ input, output: outputs[i]! }));
}

/** Does the work of a verb: names the outputs, then works on one input after the other. */
export async function runVerb(
  verb: VerbRun,
  work: (run: Run, onProgress: (progress: Progress) => void) => Promise<RunResult>,
): Promise<void> {
  const runs = await runsOf(verb);
  try {
    await runEach(runs, resolveOptions(runFlags, flagsOf(runFlags, verb.values)), verb.signal, work);
  } catch (thrown) {
    throw interruptionIn(thrown, verb.values) ?? thrown;
  }
}
