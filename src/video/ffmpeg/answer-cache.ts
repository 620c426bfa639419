import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { isExhausted } from '../../files/describe-system-error.js';
import { type FileIdentity, identifyFile } from '../../files/file-identity.js';
import { userFolder } from '../../files/user-folder.js';
import { capture, startFailure } from './process.js';

/** Libraries of a program can be exchanged without it: what it said is not believed forever. */
const maxAgeMs = 24 * 3600 * 1000;

/** Some file systems tell instants to two seconds: what changed since may not show. */
const settledMs = 3000;

/** Cached answers that are looked at for being too old when one is added. */
const sweptAtOnce = 64;

/** Matches the files of cached answers, and what was left of writing them. */
const cachedName = /^[\da-f]{64}\.txt/;

/** A program, its arguments, and the file that they ask about, if it is not the program itself. */
export interface Question {
  readonly program: string;
  readonly args: readonly string[];
  readonly about?: string | undefined;
}

/** Gives the cached answer to a question, or takes a new one into the cache. */
export interface CachedAnswer {
  /** The answer from before; undefined where none is cached. */
  readonly text: string | undefined;
  /** Takes an answer that was given since into the cache, where nothing has changed meanwhile. */
  store(text: string): Promise<void>;
}

/**
 * Asks a program about itself, such as its `-version`. Starting FFmpeg only to ask takes longer than anything else of a
 * start: see {@link findAnswer}.
 *
 * @returns what it wrote to stdout; undefined where it does not run or fails.
 * @throws {FfmpegError} when too many files are open to start it.
 */
export async function askProgram(program: string, args: readonly string[]): Promise<string | undefined> {
  const answer = await findAnswer({ program, args });
  if (answer.text) return answer.text;
  const { stdout, code, error } = await capture(program, args);
  // It may be there all the same.
  if (isExhausted(error)) throw startFailure(program, error, { command: [program, ...args] });
  if (code !== 0) return undefined;
  await answer.store(stdout);
  return stdout;
}

/** Looks for a cached answer: one is kept for a day, and for the very files that it was given by and about. */
export async function findAnswer(question: Question): Promise<CachedAnswer> {
  const begin = Date.now();
  const place = await locate(question);
  return {
    text: place && (await readCached(place.path)),
    async store(text) {
      if (place === undefined || place.changedMs > begin - settledMs) return;
      if ((await locate(question))?.path !== place.path) return;
      await write(place.path, text);
      await removeStale(place.folder, basename(place.path));
    },
  };
}

/** Tells where an answer is cached, if it can be, and when the files last changed. */
async function locate({ program, args, about }: Question) {
  const wanted = [findProgram(program), ...(about === undefined ? [] : [identifyFile(about)])];
  const [folder, ...found] = await Promise.all([userFolder(), ...wanted]);
  const files = found.filter((file) => file !== undefined);
  if (folder === undefined || files.length < wanted.length) return undefined;
  const hash = createHash('sha256').update(JSON.stringify([files.map(({ marks }) => marks), args]));
  const changedMs = Math.max(...files.map((file) => file.changedMs));
  return { folder, path: join(folder, `${hash.digest('hex')}.txt`), changedMs };
}

/** Gives the file that is run for a program's name. */
async function findProgram(program: string): Promise<FileIdentity | undefined> {
  const named = /[/\\]/.test(program);
  const paths = named ? [program] : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  for (const path of paths) {
    // Most folders of the path do not have it, which is quickly seen.
    const found = existsSync(path) ? await identifyFile(path) : undefined;
    if (found) return found;
  }
  return undefined;
}

async function readCached(path: string): Promise<string | undefined> {
  try {
    return (await isStale(path)) ? undefined : await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function isStale(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path);
  return Date.now() - mtimeMs >= maxAgeMs;
}

/** Writes an answer so that whoever reads meanwhile finds all of it or nothing. What cannot be kept is asked again. */
async function write(path: string, answer: string): Promise<void> {
  const partial = `${path}.${randomUUID()}`;
  try {
    await writeFile(partial, answer, { flag: 'wx', mode: 0o600 });
    await rename(partial, path);
  } catch {
    await rm(partial, { force: true });
  }
}

/**
 * Removes answers that are too old. Of many, those that follow a name are looked at: names are as good as random, so
 * that of what is added, no more than a small part is ever too old.
 */
async function removeStale(folder: string, from: string): Promise<void> {
  const all = await readdir(folder).catch(() => []);
  const names = all.filter((name) => cachedName.test(name)).sort();
  const start = names.indexOf(from) + 1;
  const next = [...names.slice(start), ...names.slice(0, start)].slice(0, sweptAtOnce);
  const remove = async (path: string) => {
    if (await isStale(path)) await rm(path, { force: true });
  };
  // Others may have removed them, or the folder, meanwhile.
  await Promise.allSettled(next.map((name) => remove(join(folder, name))));
}
