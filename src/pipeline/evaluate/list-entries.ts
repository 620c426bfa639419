import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { InputError } from '../../core/errors.js';
import { describeReadError } from '../../files/describe-read-error.js';
import type { Pictures } from './evaluation-task.js';

const pictures = ['.png', '.jpg', '.jpeg', '.webp', '.avif', '.tif', '.tiff', '.gif', '.npy'];
const clips = ['.mp4', '.m4v', '.mkv', '.mov', '.webm', '.avi', '.nut', '.y4m', '.mpg', '.mpeg', '.ts'];

/** What a folder holds under one name. */
export interface Entry {
  readonly pictures: Pictures;
  /** Whether it is a sequence or clip, and no still. */
  readonly sequence: boolean;
}

/** What a folder holds, by name: stills, or else sequences and clips. */
export type Entries = ReadonlyMap<string, Entry>;

/**
 * Lists a folder: its pictures by their names without extensions, or, where it has none, the folders of pictures and the
 * clips in it as sequences.
 *
 * @param inner - the folder within that of a sequence which is meant, where there is one: `frames` or `masks`.
 * @throws {InputError} for a folder that is not there or empty, and for two files of one name.
 */
export function listEntries(folder: string, inner?: 'frames' | 'masks'): Entries {
  const content = read(folder).filter(({ name }) => !name.startsWith('.'));
  const stills = content.filter((entry) => !isFolder(folder, entry) && hasExtension(entry, pictures));
  const entries = new Map<string, Entry>();
  const add = (name: string, entry: Entry) => {
    if (entries.has(name)) throw new InputError(`${folder}: two files are called "${name}"`);
    entries.set(name, entry);
  };
  for (const { name } of stills) add(stemOf(name), { pictures: { files: [join(folder, name)] }, sequence: false });
  if (stills.length > 0) return entries;
  for (const entry of content) {
    if (isFolder(folder, entry)) {
      add(entry.name, { pictures: { files: filesOf(join(folder, entry.name), inner) }, sequence: true });
    } else if (hasExtension(entry, clips)) {
      add(stemOf(entry.name), { pictures: { clip: join(folder, entry.name) }, sequence: true });
    }
  }
  if (entries.size === 0) throw new InputError(`${folder}: holds no pictures, sequences or clips`);
  return entries;
}

/** Gives a name without its extension. */
export function stemOf(name: string): string {
  return basename(name, extname(name));
}

function filesOf(folder: string, inner: string | undefined): string[] {
  const content = read(folder);
  if (inner !== undefined && content.some((entry) => entry.name === inner && isFolder(folder, entry)))
    return filesOf(join(folder, inner), undefined);
  const files = content.filter((entry) => !entry.name.startsWith('.') && hasExtension(entry, pictures));
  if (files.length === 0) throw new InputError(`${folder}: holds no pictures`);
  return files.map(({ name }) => join(folder, name));
}

function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    const problem = error.code === 'ENOTDIR' ? 'is a file, expected a folder' : describeReadError(error);
    throw new InputError(`${folder}: ${problem}`, { cause });
  }
}

/** Tells whether an entry is a folder, or a link to one. */
function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function hasExtension({ name }: Dirent, known: readonly string[]): boolean {
  return known.includes(extname(name).toLowerCase());
}
