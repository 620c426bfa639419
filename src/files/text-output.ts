import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { SaliencyError } from '../core/errors.js';
import { describeSystemError } from './describe-system-error.js';
import { checkOutput, type PendingOutput, prepareOutput } from './output-file.js';

/** A text that is written piece by piece; either `finish` and `commit`, or `abort` ends it. */
export interface TextOutput {
  /** The path that was asked for, or `-`. */
  readonly path: string;
  /** True where whoever read standard output has gone away. */
  readonly readerGone: boolean;
  write(text: string): Promise<void>;
  /** Writes what is left. */
  finish(): Promise<void>;
  /** Puts what is finished in its place. */
  commit(): Promise<void>;
  /** Leaves nothing behind, except of what went to standard output. */
  abort(): Promise<void>;
}

/** Characters that are gathered before a file is written to. */
const gathered = 1 << 16;

interface TextOutputOptions {
  readonly input?: string | undefined;
  readonly force?: boolean | undefined;
}

/**
 * Checks a text file before it is opened; standard output always can be written to.
 *
 * @throws as {@link openTextOutput} does.
 */
export async function checkTextOutput(path: string, { input, force = false }: TextOutputOptions): Promise<void> {
  if (path !== '-') await checkOutput({ path, input, folder: undefined, force });
}

/**
 * Opens a text file that appears when it is complete, or standard output for `-`, which gets each piece at once.
 *
 * @param input - the file that the text is made from; it is never replaced.
 * @throws {OptionError} for a path that exists, unless `force` is set, for the input itself, and when the folder cannot
 * be written to.
 */
export async function openTextOutput(
  path: string,
  { input, force = false }: TextOutputOptions = {},
): Promise<TextOutput> {
  if (path === '-') return standardOutput();
  const pending = await prepareOutput({ path, input, folder: undefined, force });
  try {
    return new TextFile(path, pending, await open(pending.temporary, constants.O_WRONLY | constants.O_NOFOLLOW));
  } catch (cause) {
    await pending.discard();
    throw new SaliencyError('ERR_OUTPUT', `${path}: could not be written`, { cause });
  }
}

/** Writes a text that is there already, as {@link openTextOutput} would. */
export async function writeText(path: string, text: string, options: TextOutputOptions = {}): Promise<void> {
  const output = await openTextOutput(path, options);
  try {
    await output.write(text);
    await output.finish();
    await output.commit();
  } catch (error) {
    await output.abort();
    throw error;
  }
}

class TextFile implements TextOutput {
  readonly path: string;
  readonly readerGone = false;
  readonly #pending: PendingOutput;
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #length = 0;
  #open = true;

  constructor(path: string, pending: PendingOutput, file: FileHandle) {
    this.path = path;
    this.#pending = pending;
    this.#file = file;
  }

  async write(text: string): Promise<void> {
    this.#waiting.push(text);
    this.#length += text.length;
    if (this.#length >= gathered) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#end();
    await this.#pending.check();
  }

  async commit(): Promise<void> {
    await this.#pending.commit();
  }

  async abort(): Promise<void> {
    await this.#end();
    await this.#pending.discard();
  }

  async #flush(): Promise<void> {
    const text = this.#waiting.join('');
    [this.#waiting, this.#length] = [[], 0];
    try {
      await this.#file.writeFile(text);
    } catch (cause) {
      throw new SaliencyError(
        'ERR_OUTPUT',
        `${this.path}: could not be written: ${describeSystemError(cause as NodeJS.ErrnoException)}`,
        {
          cause,
        },
      );
    }
  }

  async #end(): Promise<void> {
    if (this.#open) await this.#file.close();
    this.#open = false;
  }
}

/** Codes by which a stream says that nobody reads it any more. */
const goneCodes = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

function standardOutput(): TextOutput {
  let readerGone = false;
  return {
    path: '-',
    get readerGone() {
      return readerGone;
    },
    async write(text) {
      if (readerGone) return;
      try {
        await new Promise<void>((resolve, reject) => {
          process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
        });
      } catch (cause) {
        const error = cause as NodeJS.ErrnoException;
        readerGone = goneCodes.includes(error.code ?? '');
        if (readerGone) return;
        throw new SaliencyError('ERR_OUTPUT', `standard output: could not be written: ${describeSystemError(error)}`, {
          cause,
        });
      }
    },
    finish: async () => {},
    commit: async () => {},
    abort: async () => {},
  };
}
