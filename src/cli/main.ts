import { CommanderError } from 'commander';
import { SaliencyError } from '../index.js';
import { exitCodeOf, interruption } from './exit.js';
import { createProgram } from './program.js';

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(interruption(signal)));
// A reader that closes standard output early (`| head`) has what it wants.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  abort.abort(interruption('SIGPIPE'));
});

const program = createProgram(abort.signal);
try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeOf(thrown);
  // Commander has said what is wrong with the words of a command line itself; an interruption needs no words.
  if (!(thrown instanceof CommanderError) && !abort.signal.aborted) {
    process.stderr.write(`saliency: ${describe(thrown)}\n`);
  }
}

function describe(thrown: unknown): string {
  const verbose = process.argv.includes('--verbose');
  if (!(thrown instanceof Error)) return String(thrown);
  if (!(thrown instanceof SaliencyError)) return verbose ? (thrown.stack ?? thrown.message) : thrown.message;
  const stderr = verbose && 'stderr' in thrown ? (thrown.stderr as readonly string[]) : [];
  return [thrown.message, ...stderr.map((line) => `  ${line}`)].join('\n');
}
