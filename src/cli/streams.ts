import { describeSystemError, SaliencyError } from '../index.js';

/** Codes by which a stream says that nobody reads it any more. */
const goneCodes = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ECONNRESET'];

/** Whoever read a result from standard output has left before its end: the program ends as a signal would end it. */
export class ReaderGone extends Error {}

let outputUnread = false;

/** Tells whether whoever read standard output has left. */
export function isOutputUnread(): boolean {
  return outputUnread;
}

/** Tells whether an error says only that whoever read a stream has gone away. */
export function isReaderGone(thrown: unknown): boolean {
  if (thrown instanceof ReaderGone) return true;
  return thrown instanceof Error && goneCodes.includes((thrown as NodeJS.ErrnoException).code ?? '');
}

/**
 * Listens to the streams that the program talks through.
 *
 * A reader that goes away (`| head`) has what it wants: files are written all the same, and the exit code is that of the
 * work; a result that was for the reader alone ends there, as shells expect it. What could not be written to a reader that is there, since a disk is full, is a failure.
 *
 * @param onFailure - is given the error of standard output.
 */
export function watchStreams(onFailure: (failure: SaliencyError) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isReaderGone(error)) {
      outputUnread = true;
      return;
    }
    const message = `standard output: could not be written: ${describeSystemError(error)}`;
    onFailure(new SaliencyError('ERR_OUTPUT', message, { cause: error }));
  });
  // There is no place left to tell of it.
  process.stderr.on('error', () => {});
}
