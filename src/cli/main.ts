import { type Command, CommanderError } from 'commander';
import { FfmpegError, OptionError, printable, SaliencyError } from '../index.js';
import { type ConfigFiles, readConfigFiles } from './config/config-files.js';
import { modelsInConfig } from './config/config-modules.js';
import type { HeldValue } from './config/held-values.js';
import { exitCodeOf, interruption, isInterruption } from './exit.js';
import { flagOf } from './flags.js';
import { lastOf, loadChosenModels } from './load-chosen-model.js';
import { createProgram } from './program.js';
import { isReaderGone, ReaderGone, watchStreams } from './streams.js';

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait: what was begun is removed on exit.
    if (abort.signal.aborted) process.exit(exitCodeOf(interruption(signal)));
    abort.abort(interruption(signal));
  });
}
let done = false;
watchStreams((failure) => {
  // What was printed last fails when all else is done.
  if (done) fail(failure);
  else abort.abort(failure);
});

/** What the verb that runs has taken from the config, by the names of options. */
let held: ReadonlyMap<string, HeldValue> = new Map();
let verbose = process.argv.includes('--verbose');

try {
  const files = await filesWithModels(process.argv.slice(2));
  const onStart = (verb: Command, taken: typeof held) => {
    held = taken;
    verbose = verb.opts().verbose === true;
  };
  await createProgram({ signal: abort.signal, files, env: process.env, onStart }).parseAsync();
} catch (thrown) {
  fail(thrown);
}
done = true;
if (process.exitCode === undefined && abort.signal.aborted && !isInterruption(abort.signal.reason)) {
  fail(abort.signal.reason);
}

/** Reads the config files, and loads the modules whose models are chosen there or on the command line. */
async function filesWithModels(args: readonly string[]): Promise<ConfigFiles> {
  const { env } = process;
  const chosen = lastOf(args, '--config') ?? (env.SALIENCY_CONFIG === '' ? undefined : env.SALIENCY_CONFIG);
  const files = readConfigFiles(workingFolder(), env, chosen);
  const bare = () => createProgram({ signal: abort.signal, files, env });
  await loadChosenModels([lastOf(args, '--model') ?? env.SALIENCY_MODEL ?? ''], bare);
  try {
    await loadChosenModels(modelsInConfig(files.files), bare);
    return files;
  } catch (error) {
    // Told of when a verb runs: the help, and the check of the config, are there all the same.
    if (!(error instanceof OptionError)) throw error;
    return { ...files, problems: [...files.problems, error] };
  }
}

function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    // It has been removed: what has no need of it works all the same.
    return undefined;
  }
}

function fail(thrown: unknown): void {
  const errors: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
  // Whoever has stopped reading is not told of it: the work is what counts.
  const failure = errors.find((error) => !isReaderGone(error)) ?? errors.find((error) => error instanceof ReaderGone);
  process.exitCode = failure === undefined ? 0 : exitCodeOf(failure);
  // Commander has said what is wrong with the words of a command line itself.
  const told = errors.filter((error) => !(error instanceof CommanderError) && !isReaderGone(error));
  for (const error of told) process.stderr.write(`saliency: ${describe(error)}\n`);
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return printable(String(thrown));
  if (!(thrown instanceof SaliencyError)) return verbose ? (thrown.stack ?? thrown.message) : printable(thrown.message);
  const stderr = verbose && thrown instanceof FfmpegError ? thrown.stderr : [];
  const source = thrown instanceof OptionError ? held.get(thrown.option ?? '') : undefined;
  const words = source === undefined ? '' : ` (set by ${printable(source.from)})`;
  return [`${thrown.messageIn(flagOf)}${words}`, ...stderr.map((line) => `  ${printable(line)}`)].join('\n');
}
