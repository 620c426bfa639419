import { CommanderError } from 'commander';
import { FfmpegError, printable, SaliencyError } from '../index.js';
import { exitCodeOf, interruption, isInterruption } from './exit.js';
import { flagOf } from './flags.js';
import { loadChosenModel } from './load-chosen-model.js';
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

try {
  await loadChosenModel(process.argv.slice(2), () => createProgram(abort.signal));
  await createProgram(abort.signal).parseAsync();
} catch (thrown) {
  fail(thrown);
}
done = true;
if (process.exitCode === undefined && abort.signal.aborted && !isInterruption(abort.signal.reason)) {
  fail(abort.signal.reason);
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
  const verbose = process.argv.includes('--verbose');
  if (!(thrown instanceof Error)) return printable(String(thrown));
  if (!(thrown instanceof SaliencyError)) return verbose ? (thrown.stack ?? thrown.message) : printable(thrown.message);
  const stderr = verbose && thrown instanceof FfmpegError ? thrown.stderr : [];
  return [thrown.messageIn(flagOf), ...stderr.map((line) => `  ${printable(line)}`)].join('\n');
}
