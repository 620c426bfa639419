import { describeSystemError, SaliencyError } from '../index.js';

/** Codes by which a stream says that nobody reads it any more. */
const goneCodes = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ECONNRESET'];

/** Tells whether an error says only that whoever read a stream has gone away. */
export function isReaderGone(thrown: unknown): boolean {
  return thrown instanceof Error && goneCodes.includes((thrown as NodeJS.ErrnoException).code ?? '');
}

/**
 * Listens to the streams that the program talks through.
 *
 * A reader that goes away (`| head`) has what it wants: files are written all the same, and the exit code is that of the
 * work. What could not be written to a reader that is there, since a disk is full, is a failure.
 *
 * @param onFailure - is given the error of standard output.
 */
export function watchStreams(onFailure: (failure: SaliencyError) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isReaderGone(error)) return;
    const message = `standard output: could not be written: ${describeSystemError(error)}`;
    onFailure(new SaliencyError('ERR_OUTPUT', message, { cause: error }));
  });
  // There is no place left to tell of it.
  process.stderr.on('error', () => {});
}
