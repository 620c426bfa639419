import { CommanderError } from 'commander';
import { FfmpegError, SaliencyError } from '../index.js';
import { exitCodeOf, interruption, isInterruption } from './exit.js';
import { flagOf } from './flags.js';
import { loadChosenModel } from './load-chosen-model.js';
import { createProgram } from './program.js';

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait: what was begun is removed on exit.
    if (abort.signal.aborted) process.exit(exitCodeOf(interruption(signal)));
    abort.abort(interruption(signal));
  });
}
// A reader that closes standard output early (`| head`) has what it wants.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  const cause = error.code === 'EPIPE' ? interruption('SIGPIPE') : new SaliencyError('ERR_OUTPUT', error.message);
  abort.abort(cause);
});

try {
  await loadChosenModel(process.argv.slice(2), () => createProgram(abort.signal));
  await createProgram(abort.signal).parseAsync();
} catch (thrown) {
  const errors: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
  process.exitCode = exitCodeOf(errors[0]);
  // Commander has said what is wrong with the words of a command line itself; an interruption needs no words.
  const told = errors.filter((error) => !(error instanceof CommanderError) && !isInterruption(error));
  for (const error of told) process.stderr.write(`saliency: ${describe(error)}\n`);
}

function describe(thrown: unknown): string {
  const verbose = process.argv.includes('--verbose');
  if (!(thrown instanceof Error)) return String(thrown);
  if (!(thrown instanceof SaliencyError)) return verbose ? (thrown.stack ?? thrown.message) : thrown.message;
  const stderr = verbose && thrown instanceof FfmpegError ? thrown.stderr : [];
  return [thrown.messageIn(flagOf), ...stderr.map((line) => `  ${line}`)].join('\n');
}
