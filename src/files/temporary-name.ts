import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync, type Stats } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A file that nobody has written to for so long is of a run that is no more, wherever it ran. */
const longestPauseMs = 24 * 3600 * 1000;

/**
 * Makes a hidden name that nobody can guess, short enough for any output: file names end at 255 bytes. It tells which
 * process it is of, so that what a killed one left can be told from what another one is writing.
 *
 * @param name - of the output, without its folder.
 */
export function temporaryName(name: string): string {
  return `${prefixOf(name)}${process.pid}-${placeOfProcesses()}-${randomBytes(12).toString('hex')}.part`;
}

/**
 * Removes what killed runs have left of an output: temporary files and folders of processes that are no more.
 *
 * @param folder - that the output is in.
 * @param name - of the output, without its folder.
 * @param inUse - paths that this process is writing to.
 */
export async function removeLeftovers(folder: string, name: string, inUse: ReadonlySet<string>): Promise<void> {
  const prefix = prefixOf(name);
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(prefix) || inUse.has(join(folder, entry))) continue;
    const [, pid, place] = /^(\d+)-([\da-f]{8})-[\da-f]{24}\.part$/.exec(entry.slice(prefix.length)) ?? [];
    if (pid === undefined) continue;
    const status = await statusOf(join(folder, entry));
    // Other users see to theirs.
    if (status === undefined || (process.getuid !== undefined && status.uid !== process.getuid())) continue;
    const isLeft = place === placeOfProcesses() ? !isRunning(Number(pid)) : isLongUntouched(status);
    if (isLeft) await rm(join(folder, entry), { recursive: true, force: true });
  }
}

function prefixOf(name: string): string {
  return `.${Array.from(name).slice(0, 40).join('')}.`;
}

let place: string | undefined;

/** Numbers of processes mean something on one machine only, and in a container only within it. */
function placeOfProcesses(): string {
  place ??= createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8);
  return place;
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Systems other than Linux have one for all.
    return 'the only one';
  }
}

/** A process that runs under the number of this one is this one: its own files are known to be in use. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function isLongUntouched({ mtimeMs }: Stats): boolean {
  return Date.now() - mtimeMs > longestPauseMs;
}

/** Looks at a file; undefined where its own run has removed it meanwhile. */
async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
