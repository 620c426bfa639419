import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '../core/errors.js';
import { describeReadError } from './describe-read-error.js';
import { globMatcher } from './glob.js';
import { unchangedFiles } from './written-files.js';

/** A file that a search has found. */
export interface FoundFile {
  /** The searched folder's path with the file's place in it. */
  readonly path: string;
  /** The folder that the file is in, from the searched one on, with slashes; empty for that folder itself. */
  readonly folder: string;
}

/** Tells which files a search is for. */
export interface FindFilesOptions {
  /** Globs, one of which a file has to match: `*.mp4`, `day1/**`, `*.{mov,mxf}`. */
  readonly include: readonly string[];
  /** Tells of names that are passed over, of files and of folders. */
  readonly passOver?: ((name: string) => boolean) | undefined;
  /** Paths of folders that are not searched. */
  readonly without?: readonly string[] | undefined;
  /** Ends the search; the signal's reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** The files of a folder that match, and how many of those that match were passed over. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly passedOver: number;
}

/** Most files that one search gives. */
const mostFiles = 100_000;

/**
 * Searches a folder and all folders below it for files. The order is that of their names, folder by folder, and the same
 * on every machine.
 *
 * Hidden files and folders are passed over, and files that this program has written into a folder and listed there. Links
 * to files are followed, links to folders are not: they may lead around in a circle.
 *
 * @throws {InputError} for a folder that cannot be read, and for more than 100,000 files.
 */
export async function findFiles(folder: string, options: FindFilesOptions): Promise<FoundFiles> {
  const { include, passOver = () => false, without = [], signal } = options;
  const matchers = include.map(globMatcher);
  const closed = new Set(without.map((path) => resolve(path)));
  const files: FoundFile[] = [];
  let passedOver = 0;
  const search = async (path: string, place: string): Promise<void> => {
    signal?.throwIfAborted();
    const entries = await entriesOf(path);
    const written = await unchangedFiles(path);
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const [at, below] = [join(path, entry.name), place === '' ? entry.name : `${place}/${entry.name}`];
      if (entry.isDirectory()) {
        if (closed.has(resolve(at)) || passOver(entry.name)) continue;
        await search(at, below);
        continue;
      }
      if (!matchers.some((matches) => matches(below)) || !(await isFile(entry, at))) continue;
      if (passOver(entry.name) || written.has(entry.name)) passedOver++;
      else files.push({ path: at, folder: place });
      if (files.length > mostFiles) throw new InputError(`${folder}: holds more than ${mostFiles} files that match`);
    }
  };
  await search(folder, '');
  return { files, passedOver };
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    // By code units: the order of a language differs from machine to machine.
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw new InputError(`${path}: ${describeReadError(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    // A link that leads nowhere is no file.
    if (['ENOENT', 'ELOOP', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
