import { type FileHandle, lstat, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryName } from './temporary-name.js';

/** One file as it was when it was written. */
interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

/** The file in a folder that lists what was written there, so that nothing else is ever replaced or removed. */
const listName = '.saliency-files.json';

/** Reads which files of a folder were written by this program and have not been changed since. */
export async function unchangedFiles(folder: string): Promise<ReadonlySet<string>> {
  const unchanged = new Set<string>();
  for (const written of await readList(folder)) {
    const now = await describe(folder, written.name);
    if (now !== undefined && now.bytes === written.bytes && now.mtimeMs === written.mtimeMs)
      unchanged.add(written.name);
  }
  return unchanged;
}

/**
 * Moves all files of a folder into another one, and removes files of an earlier run that they do not replace. At each
 * step, every file is the old one or the new one, and the list knows both.
 *
 * @param claim - refuses a folder that has a list already, as the first of two that write to it would leave one.
 * @throws an error of the code `EEXIST` for a folder that is claimed, and where a file of somebody else is in the way.
 */
export async function moveFiles(from: string, to: string, claim: boolean): Promise<void> {
  const names = await readdir(from);
  const [old, mine] = [await readList(to), await unchangedFiles(to)];
  const moved = await describeAll(from, names);
  for (const name of names) {
    if (!mine.has(name) && (await describe(to, name)) !== undefined) throw exists(join(to, name));
  }
  if (claim) await writeList(await open(join(to, listName), 'wx'), moved);
  else await replaceList(to, [...old, ...moved]);
  for (const name of names) await rename(join(from, name), join(to, name));
  for (const name of mine) if (!names.includes(name)) await rm(join(to, name));
  await replaceList(to, moved);
}

/** Lists what a folder holds, in that folder. */
export async function listFiles(folder: string): Promise<void> {
  const files = await describeAll(folder, await readdir(folder));
  await writeList(await open(join(folder, listName), 'wx'), files);
}

async function replaceList(folder: string, files: readonly WrittenFile[]): Promise<void> {
  const temporary = join(folder, temporaryName(listName));
  await writeList(await open(temporary, 'wx'), files);
  await rename(temporary, join(folder, listName));
}

async function writeList(file: FileHandle, files: readonly WrittenFile[]): Promise<void> {
  try {
    await file.writeFile(`${JSON.stringify({ writtenBySaliency: files })}\n`);
  } finally {
    await file.close();
  }
}

/** Reads the list of a folder; nothing is known to be ours where there is none or it is damaged. */
async function readList(folder: string): Promise<readonly WrittenFile[]> {
  let text: string;
  try {
    text = await readFile(join(folder, listName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const files = parsed(text);
  // A list that somebody has made must not lead out of the folder.
  return files.filter(({ name }) => typeof name === 'string' && /^[^/\\]+$/.test(name) && !/^\.+$/.test(name));
}

function parsed(text: string): readonly WrittenFile[] {
  try {
    const { writtenBySaliency } = JSON.parse(text);
    return Array.isArray(writtenBySaliency) ? writtenBySaliency.filter((file) => typeof file === 'object' && file) : [];
  } catch {
    return [];
  }
}

async function describeAll(folder: string, names: readonly string[]): Promise<WrittenFile[]> {
  const files = [];
  for (const name of names) files.push((await describe(folder, name))!);
  return files;
}

/** Looks at a file, and at no other that it may be a link to; undefined where there is none. */
async function describe(folder: string, name: string): Promise<WrittenFile | undefined> {
  try {
    const { size, mtimeMs } = await lstat(join(folder, name));
    return { name, bytes: size, mtimeMs: Math.floor(mtimeMs) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function exists(path: string): Error {
  return Object.assign(new Error(`${path} exists, and was not written by this program`), { code: 'EEXIST' });
}
