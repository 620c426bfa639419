import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { userFolder } from '../files/user-folder.js';
import { capture } from './ffmpeg.js';

/** Libraries of a program can be exchanged without it: what it said is not believed forever. */
const believedMs = 24 * 3600 * 1000;

/**
 * What a program answers to a question about itself, such as `-version`. Starting FFmpeg only to ask takes longer than
 * anything else of a start: answers are kept for a day, for the very file that gave them.
 *
 * @returns what it wrote to stdout; undefined where it does not run or fails.
 */
export async function ask(program: string, question: readonly string[]): Promise<string | undefined> {
  const kept = await keptPath(program, question);
  const known = kept && (await readKept(kept));
  if (known) return known;
  const { stdout, code } = await capture(program, question);
  if (code !== 0) return undefined;
  if (kept) await keep(kept, stdout);
  return stdout;
}

/** Where the answer of a program is kept, if it can be. */
async function keptPath(program: string, question: readonly string[]): Promise<string | undefined> {
  const [found, folder] = await Promise.all([findFile(program), userFolder()]);
  if (found === undefined || folder === undefined) return undefined;
  const hash = createHash('sha256').update(JSON.stringify([...found, ...question]));
  return join(folder, `${hash.digest('hex')}.txt`);
}

/** The file that is run for a program's name, and what would change with it. */
async function findFile(program: string): Promise<readonly (string | number)[] | undefined> {
  const named = /[/\\]/.test(program);
  const paths = named ? [program] : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return [path, found.size, found.mtimeMs];
  }
  return undefined;
}

async function readKept(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return Date.now() - mtimeMs < believedMs ? await readFile(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** What cannot be kept is asked again. */
async function keep(path: string, answer: string): Promise<void> {
  const partial = `${path}.${process.pid}`;
  try {
    await writeFile(partial, answer);
    await rename(partial, path);
  } catch {
    await rm(partial, { force: true });
  }
}
