import { constants, createWriteStream, rmSync } from 'node:fs';
import { access, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError, SaliencyError } from '../../core/errors.js';
import { describeReadError } from '../../files/describe-read-error.js';
import { describeSystemError } from '../../files/describe-system-error.js';
import { openForReading } from '../../files/read-file.js';
import { refuseAddress } from '../../files/refuse-address.js';
import { makeTemporaryFolder } from '../../files/temporary-folder.js';

/** A clip as a regular file. */
export interface InputFile {
  /** Absolute path. */
  readonly path: string;
  /** The input as messages name it. */
  readonly name: string;
  /** Removes what was made to read it; never the user's own file. */
  remove(): Promise<void>;
}

/** Settings for reading an input. */
export interface InputFileOptions {
  /** The stream that `-` reads. Default `process.stdin`. */
  readonly stdin?: Readable | undefined;
  /** Most bytes that are taken from a stream. Default 64 GiB. */
  readonly maxBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const defaultMaxBytes = 64 * 2 ** 30;

/**
 * Makes an input readable more than once.
 *
 * A file is taken as it is. Standard input (`-`) and named pipes go to a temporary file first: a clip is read by ffprobe
 * and by one or two FFmpegs, and an MP4 with its index at the end cannot be read forward at all. `remove` deletes it.
 *
 * @throws {InputError} for a path that is missing, a folder, empty or not readable, and for a stream that is empty or
 *   longer than `maxBytes`.
 */
export async function openInputFile(input: string, options: InputFileOptions = {}): Promise<InputFile> {
  if (input === '-') return spool(options.stdin ?? process.stdin, 'standard input', options);
  const { path, isRegular } = await checkInputPath(input);
  if (!isRegular) return spool(await openForReading(path), input, options);
  return { path, name: input, remove: async () => {} };
}

/**
 * Looks at the path of an input.
 *
 * @returns its absolute form, and whether it is a file that can be read more than once.
 * @throws {InputError} for an address, and for a path that is missing, a folder, empty or not readable.
 */
async function checkInputPath(input: string): Promise<{ path: string; isRegular: boolean }> {
  refuseAddress(input);
  const path = resolve(input);
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw new InputError(`${input}: is a folder, not a video file`);
    if (status.isFile() && status.size === 0) throw new InputError(`${input}: the file is empty`);
    await access(path, constants.R_OK);
    return { path, isRegular: status.isFile() };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${input}: ${describeReadError(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

async function spool(source: Readable, name: string, options: InputFileOptions): Promise<InputFile> {
  const { maxBytes = defaultMaxBytes, signal } = options;
  const folder = await makeTemporaryFolder().catch((error) => {
    source.destroy();
    throw error;
  });
  const remove = () => rm(folder, { recursive: true, force: true });
  const removeNow = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeNow);
  const path = join(folder, 'clip');
  let bytes = 0;
  async function* bounded(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new InputError(`${name}: is longer than ${maxBytes} bytes`);
      yield chunk;
    }
  }
  try {
    await pipeline(source, bounded, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
    if (bytes === 0) throw new InputError(`${name}: is empty`);
  } catch (error) {
    process.off('exit', removeNow);
    await remove();
    signal?.throwIfAborted();
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof SaliencyError) throw error;
    const why = describeSystemError(error as NodeJS.ErrnoException);
    if (syscall === 'read') throw new InputError(`${name}: cannot be read (${why})`, { cause: error });
    const hint = 'name a larger folder for temporary files with TMPDIR';
    throw new SaliencyError('ERR_OUTPUT', `${name}: could not be kept in ${folder} (${why}); ${hint}`, {
      cause: error,
    });
  }
  return {
    path,
    name,
    async remove() {
      process.off('exit', removeNow);
      await remove();
    },
  };
}
