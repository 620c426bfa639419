import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultFile } from './job.js';

/** Lists the files of a folder and of the folders in it, by name; files that vanish meanwhile are left out. */
export async function folderFiles(root: string, prefix = ''): Promise<ResultFile[]> {
  const files: ResultFile[] = [];
  for (const entry of await entriesOf(join(root, prefix))) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) files.push(...(await folderFiles(root, `${name}/`)));
    else if (entry.isFile() || entry.isSymbolicLink()) files.push(...(await fileOf(root, name)));
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function entriesOf(path: string): Promise<Dirent[]> {
  return orNothing(() => readdir(path, { withFileTypes: true }), []);
}

async function fileOf(root: string, name: string): Promise<ResultFile[]> {
  return orNothing(async () => [{ name, bytes: (await stat(join(root, name))).size }], []);
}

async function orNothing<T>(read: () => Promise<T>, nothing: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing;
    throw error;
  }
}
