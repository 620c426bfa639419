import { rmSync, type Stats } from 'node:fs';
import { access, constants, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OptionError, SaliencyError } from '../core/errors.js';
import { optionName, wording } from '../core/wording.js';
import { describeSystemError } from './describe-system-error.js';

/** A place for an output until it is complete. */
export interface PendingOutput {
  /** Absolute path of the output. */
  readonly path: string;
  /** The file, or the folder, that is written in its stead. */
  readonly temporary: string;
  /** Looks again whether it may be put in its place: work takes long, and somebody may have written there. */
  check(): Promise<void>;
  /** Checks the output again, then puts it in its place. */
  commit(): Promise<void>;
  /** Removes it. Harmless when it is gone. */
  discard(): Promise<void>;
}

/** Asks for an output before anything is decoded. */
export interface OutputRequest {
  readonly path: string;
  /** The clip, or the picture, that the output is made from, where it is a file. */
  readonly input: string | undefined;
  readonly folder: boolean;
  readonly force: boolean;
}

/**
 * Checks that an output may be written.
 *
 * @returns its absolute path.
 * @throws {OptionError} when it exists and `force` is not set, or is the input itself, under whatever name, and when its
 * folder is missing or may not be written to.
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
    if (occupied && !force)
      throw OptionError.of('output', wording`"${path}" exists; the option ${optionName('force')} overwrites it`);
  }
  await checkFolder(dirname(absolute), path);
  if (existing && folder) await checkFolder(absolute, path);
  return absolute;
}

/**
 * Checks an output as {@link checkOutput} does, and makes a place to write to: in the output's own folder, so that a
 * rename puts it in its place.
 */
export async function prepareOutput(request: OutputRequest): Promise<PendingOutput> {
  const path = await checkOutput(request);
  const temporary = join(dirname(path), temporaryName(basename(path)));
  if (request.folder) await mkdir(temporary);
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
        if (request.folder) await commitFolder(temporary, path);
        else await rename(temporary, path);
      } catch (cause) {
        throw new SaliencyError('ERR_OUTPUT', `${request.path}: could not be put in its place`, { cause });
      }
      finish();
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

let made = 0;

/** Makes a hidden name, short enough for any output: file names end at 255 bytes. */
function temporaryName(name: string): string {
  return `.${name.slice(0, 40)}.${process.pid}-${made++}.part`;
}

/** Moves pictures into a folder that may exist; numbered pictures of an earlier, longer sequence go. */
async function commitFolder(temporary: string, path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const names = await readdir(temporary);
  for (const name of names) await rename(join(temporary, name), join(path, name));
  const stale = (await readdir(path)).filter((name) => /^\d{6,}\.png$/.test(name) && !names.includes(name));
  for (const name of stale) await rm(join(path, name));
  await rm(temporary, { recursive: true });
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

async function statOrUndefined(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
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
