import { rmSync, type Stats } from 'node:fs';
import { access, constants, link, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OptionError, SaliencyError } from '../core/errors.js';
import { optionName, wording } from '../core/wording.js';
import { describeSystemError } from './describe-system-error.js';
import { removeLeftovers, temporaryName } from './temporary-name.js';
import { listFiles, moveFiles, unchangedFiles } from './written-files.js';

/** A place for an output until it is complete. */
export interface PendingOutput {
  /** Absolute path of the output. */
  readonly path: string;
  /** The file, or the folder, that is written in its stead; it is there, and empty. */
  readonly temporary: string;
  /** Looks again whether it may be put in its place: work takes long, and somebody may have written there. */
  check(): Promise<void>;
  /** Checks the output again, then puts it in its place, and removes what killed runs have left of it. */
  commit(): Promise<void>;
  /** Removes it. Harmless when it is gone. */
  discard(): Promise<void>;
}

/** Asks for an output before anything is decoded. */
export interface OutputRequest {
  readonly path: string;
  /** The clip, or the picture, that the output is made from, where it is a file. */
  readonly input: string | undefined;
  /** The names of the files that a folder will be filled with; undefined where the output is a file. */
  readonly folder: RegExp | undefined;
  readonly force: boolean;
}

/**
 * Checks that an output may be written.
 *
 * @returns its absolute path.
 * @throws {OptionError} when it exists and `force` is not set, or is the input itself, under whatever name, and when its
 * folder is missing or may not be written to; for a folder, also when it holds files of such names that this program has
 * not written, which `force` does not replace.
 */
export async function checkOutput({ path, input, folder, force }: OutputRequest): Promise<string> {
  const absolute = resolve(path);
  const existing = await statOrUndefined(absolute);
  const source = input === undefined ? undefined : await statOrUndefined(input);
  if (existing && source && existing.ino === source.ino && existing.dev === source.dev) {
    throw OptionError.of('output', `"${path}" is the input itself, it would be destroyed`);
  }
  if (existing) {
    if (!folder && existing.isDirectory()) throw OptionError.of('output', `expected a file, "${path}" is a folder`);
    if (!folder && !existing.isFile()) throw OptionError.of('output', `"${path}" is not a regular file`);
    if (folder && !existing.isDirectory()) throw OptionError.of('output', `expected a folder, "${path}" is a file`);
    const occupied = !folder || (await readdir(absolute)).length > 0;
    if (occupied && !force) throw existsAlready(path);
  } else if (!force && (await isThere(absolute))) throw existsAlready(path);
  await checkFolder(dirname(absolute), path);
  if (existing && folder) {
    await checkFolder(absolute, path);
    await checkContent(absolute, path, folder);
  }
  return absolute;
}

/**
 * Checks an output as {@link checkOutput} does, and makes a place to write to: in the output's own folder, so that a
 * rename puts it in its place, under a name that nobody can guess and nothing has.
 */
export async function prepareOutput(request: OutputRequest): Promise<PendingOutput> {
  const path = await checkOutput(request);
  const temporary = join(dirname(path), temporaryName(basename(path)));
  try {
    if (request.folder) await mkdir(temporary);
    // Fails where anything has the name, a link too.
    else await (await open(temporary, 'wx')).close();
  } catch (cause) {
    const why = (cause as Error).message;
    throw new SaliencyError('ERR_OUTPUT', `${request.path}: could not be written: ${why}`, { cause });
  }
  unfinished.add(temporary);
  if (unfinished.size === 1) process.on('exit', removeUnfinished);
  const finish = () => {
    unfinished.delete(temporary);
    if (unfinished.size === 0) process.off('exit', removeUnfinished);
  };
  const check = async () => {
    await checkOutput(request);
  };
  return {
    path,
    temporary,
    check,
    async commit() {
      await check();
      try {
        if (request.folder) await commitFolder(temporary, path, request.force);
        else await commitFile(temporary, path, request.force);
      } catch (cause) {
        const { code = '' } = cause as NodeJS.ErrnoException;
        // Another one was faster.
        if (['EEXIST', 'ENOTEMPTY'].includes(code)) throw existsAlready(request.path);
        throw new SaliencyError('ERR_OUTPUT', `${request.path}: could not be put in its place`, { cause });
      }
      finish();
      await removeLeftovers(dirname(path), basename(path), unfinished);
    },
    async discard() {
      // Until it is gone, a process that ends has to remove it.
      await rm(temporary, { recursive: true, force: true });
      finish();
    },
  };
}

/** Paths that are being written; a process that ends early leaves none of them behind. */
const unfinished = new Set<string>();

function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { recursive: true, force: true });
}

/**
 * Puts a file in its place: in one step, so that at any time the old one is there or the new one. Without `force`, of
 * all that come to a place one is the first.
 */
async function commitFile(temporary: string, path: string, force: boolean): Promise<void> {
  if (!force) {
    try {
      await link(temporary, path);
      await rm(temporary);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!withoutLinks.includes(code)) throw error;
      // Only the first one can make the name.
      await (await open(path, 'wx')).close();
    }
  }
  await rename(temporary, path);
}

/** Codes by which a file system says that it has no second names for files. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Puts a folder in its place as a whole where there is none, else its files into the one that is there. */
async function commitFolder(temporary: string, path: string, force: boolean): Promise<void> {
  if (!(await isThere(path))) {
    await listFiles(temporary);
    // Fails where somebody has made and filled it meanwhile.
    await rename(temporary, path);
    return;
  }
  await moveFiles(temporary, path, !force);
  await rm(temporary, { recursive: true });
}

/** Looks for files in a folder that would be replaced, and are not ours. */
async function checkContent(folder: string, path: string, names: RegExp): Promise<void> {
  const written = await unchangedFiles(folder);
  const foreign = (await readdir(folder)).sort().find((name) => names.test(name) && !written.has(name));
  if (foreign !== undefined) {
    const hint = 'it is not replaced, choose another folder';
    throw OptionError.of('output', `"${join(path, foreign)}" was not written by this program, or was changed: ${hint}`);
  }
}

function existsAlready(path: string): OptionError {
  return OptionError.of('output', wording`"${path}" exists; the option ${optionName('force')} overwrites it`);
}

async function checkFolder(folder: string, path: string): Promise<void> {
  const status = await statOrUndefined(folder);
  if (!status) throw OptionError.of('output', `expected a path in a folder that exists, got "${path}"`);
  if (!status.isDirectory())
    throw OptionError.of('output', `expected a path in a folder, got "${path}"; ${folder} is a file`);
  try {
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw OptionError.of('output', `the folder ${folder} may not be written to`, { cause });
  }
}

/** Tells whether a path is taken, be it by a link that leads nowhere. */
async function isThere(path: string): Promise<boolean> {
  return (await statOrUndefined(path, lstat)) !== undefined;
}

async function statOrUndefined(path: string, look: typeof stat = stat): Promise<Stats | undefined> {
  try {
    return (await look(path)) as Stats;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw OptionError.of(
      'output',
      `"${path}" cannot be looked at (${describeSystemError(error as NodeJS.ErrnoException)})`,
      {
        cause: error,
      },
    );
  }
}
