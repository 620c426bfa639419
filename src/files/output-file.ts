import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { OptionError } from '../core/errors.js';

export interface OutputFileOptions {
  /** Replace a file that is there already. */
  readonly force?: boolean;
  /** Files that are read meanwhile, and therefore must not be replaced. */
  readonly inputs?: readonly string[];
}

/**
 * A file that appears under its own name only when it is complete.
 *
 * Whoever writes it writes to `temporary`, in the same folder and with the same extension, and then either commits
 * or discards.
 */
export class OutputFile {
  /** Absolute path of the finished file. */
  readonly path: string;
  /** Absolute path to write to. */
  readonly temporary: string;

  private constructor(path: string) {
    this.path = path;
    this.temporary = join(dirname(path), `.saliency-${randomBytes(6).toString('hex')}${extname(path)}`);
  }

  /**
   * Checks that the file can be put there. Nothing is created yet.
   *
   * @throws {OptionError} when its folder is missing or cannot be written, when it is an input (also through a link),
   * and when it exists and `force` is not set.
   */
  static async prepare(path: string, { force = false, inputs = [] }: OutputFileOptions = {}): Promise<OutputFile> {
    const file = new OutputFile(resolve(path));
    await checkFolder(path, dirname(file.path));
    const existing = await statIfThere(file.path);
    if (existing !== undefined) {
      if (!existing.isFile()) throw new OptionError(`${path}: exists and is not a file`);
      for (const input of inputs) {
        const source = await statIfThere(input);
        // Not the names: a link, or another spelling of the path, would hide that both are one file.
        if (source?.dev === existing.dev && source.ino === existing.ino) {
          throw new OptionError(`${path}: is the input itself; choose another output`);
        }
      }
      if (!force) throw new OptionError(`${path}: exists; use --force to overwrite it`);
    }
    return file;
  }

  /** Gives the finished file its name. */
  async commit(): Promise<void> {
    await rename(this.temporary, this.path);
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    await rm(this.temporary, { force: true });
  }
}

async function checkFolder(path: string, folder: string): Promise<void> {
  const found = await statIfThere(folder);
  if (found === undefined) throw new OptionError(`${path}: the folder ${folder} does not exist`);
  if (!found.isDirectory()) throw new OptionError(`${path}: ${folder} is not a folder`);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new OptionError(`${path}: the folder ${folder} cannot be written`, { cause });
  }
}

/** Big integers, because inode numbers of some file systems exceed what a double holds exactly. */
async function statIfThere(path: string) {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
