import { constants, createReadStream, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { InputError } from '../core/errors.js';
import { describeReadError } from './describe-read-error.js';

/**
 * Opens a file of any kind for reading from its start to its end.
 *
 * A named pipe is opened without waiting for whoever writes to it: what waits in the system cannot be interrupted, and
 * keeps the process from ending.
 */
export async function openForReading(path: string): Promise<Readable> {
  if (process.platform === 'win32' || !(await stat(path)).isFIFO()) return createReadStream(path);
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Settings for reading a whole file. */
interface ReadOptions {
  /** Most bytes that are read. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a whole file of any kind. Bytes are counted as they come: pipes and devices do not say how many they have.
 *
 * @throws {InputError} for one that cannot be read, and for one that is longer than allowed.
 */
export async function readWhole(path: string, { maxBytes, signal }: ReadOptions): Promise<Buffer> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw new InputError(`${path}: is a folder`);
    return await readStream(await openForReading(path), path, { maxBytes, signal });
  } catch (cause) {
    if (cause instanceof InputError || signal?.aborted) throw cause;
    throw new InputError(`${path}: ${describeReadError(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

/** Reads a stream to its end, as {@link readWhole} does a file. */
export async function readStream(stream: Readable, name: string, { maxBytes, signal }: ReadOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stop = () => stream.destroy(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new InputError(`${name}: is longer than ${maxBytes} bytes, the most that is read`);
      chunks.push(chunk);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
  return Buffer.concat(chunks);
}
