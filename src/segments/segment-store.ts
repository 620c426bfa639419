import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../core/errors.js';
import type { SegmentEntry } from './segment-source.js';
import { packSegment, unpackSegment } from './stored-segment.js';

/** Says what work the segments are of. */
const note = 'work.json';

/** Matches the names of the files of a store, and what was left of writing them. */
const storeName = /^(work\.json|\d{6,}\.maps(\.[\da-f-]{36}\.part)?)$/;

/**
 * Finished segments in a folder beside the output, so that an interrupted run can be taken up again.
 *
 * A segment's file appears when it is complete, and tells what it is: of which work, in which place, how many maps, how
 * long, and a checksum. What does not fit is not used, and `warnings` say so. The folder holds the segments of one kind
 * of work only: what was made from another file or with other options is removed.
 */
export class SegmentStore {
  /** Sentences for the user about segments that could not be used; complete once all are read. */
  readonly warnings: string[] = [];
  /** Where the segments are. */
  readonly folder: string;
  /** Segments of an earlier run that were used; complete once all are read. */
  taken = 0;
  readonly #work: string;
  /** Whether the folder that was found says that it holds other work. */
  readonly #holdsOther: boolean;
  #begun: Promise<void> | undefined;

  private constructor(folder: string, work: string, holdsOther: boolean) {
    this.folder = folder;
    this.#work = work;
    this.#holdsOther = holdsOther;
    if (holdsOther) this.warnings.push(`${folder} holds segments of another clip or other options: they are not used`);
  }

  /**
   * Makes nothing yet.
   *
   * @param fingerprint - text that is the same for the same work.
   * @throws {OptionError} when something is there that is not of this kind, and when somebody else may write there.
   */
  static async open(folder: string, fingerprint: string): Promise<SegmentStore> {
    const work = createHash('sha256').update(fingerprint).digest('hex');
    await checkFolder(folder);
    const found = await readIfThere(join(folder, note));
    const other = found === undefined ? undefined : workIn(found.toString());
    return new SegmentStore(folder, work, other !== undefined && other !== work);
  }

  /** The entries of a segment; undefined where it has not been finished, or cannot be used. */
  async read(segment: number): Promise<SegmentEntry[] | undefined> {
    const path = this.#path(segment);
    const bytes = this.#holdsOther ? undefined : await readIfThere(path);
    if (bytes === undefined) return undefined;
    const found = unpackSegment(bytes, { work: this.#work, segment });
    if (typeof found !== 'string') {
      this.taken++;
      return found;
    }
    this.warnings.push(`${path} ${found}: the segment is mapped again`);
    return undefined;
  }

  async write(segment: number, entries: readonly SegmentEntry[]): Promise<void> {
    // Once, however many segments are finished at the same time.
    this.#begun ??= this.#begin();
    await this.#begun;
    await this.#put(this.#path(segment), packSegment(entries, { work: this.#work, segment }));
  }

  /** Removes the folder: the work is done. What is not of this kind stays, and the folder with it. */
  async remove(): Promise<void> {
    if ((await lstatIfThere(this.folder)) === undefined) return;
    await this.#removeFiles();
    if ((await readdir(this.folder)).length === 0) await rmdir(this.folder);
  }

  async #begin(): Promise<void> {
    if (this.#holdsOther) await this.#removeFiles();
    try {
      await mkdir(this.folder, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await checkFolder(this.folder);
    }
    await this.#put(join(this.folder, note), [Buffer.from(`${JSON.stringify({ work: this.#work })}\n`)]);
  }

  /** Writes a file that is complete or not there. */
  async #put(path: string, pieces: readonly Uint8Array[]): Promise<void> {
    const partial = `${path}.${randomUUID()}.part`;
    await writeFile(partial, pieces, { flag: 'wx', mode: 0o600 });
    await rename(partial, path);
  }

  async #removeFiles(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => isOfStore(name));
    for (const name of names) await rm(join(this.folder, name), { force: true });
  }

  #path(segment: number): string {
    return join(this.folder, `${String(segment).padStart(6, '0')}.maps`);
  }
}

function isOfStore(name: string): boolean {
  return storeName.test(name) || name.startsWith(`${note}.`);
}

/** A folder of segments belongs to this user, and nothing else is in it. */
async function checkFolder(folder: string): Promise<void> {
  const status = await lstatIfThere(folder);
  if (status === undefined) return;
  // A link would lead to files that are not meant.
  const isFolder = status.isDirectory();
  if (!isFolder || !(await readdir(folder)).every(isOfStore)) {
    throw OptionError.of('resume', `expected to keep segments in ${folder}, but something else is there`);
  }
  const uid = process.getuid?.();
  if (uid !== undefined && (status.uid !== uid || (status.mode & 0o002) !== 0)) {
    throw OptionError.of('resume', `expected to keep segments in ${folder}, but others may write there`);
  }
}

/** Gives the work that a note is of; undefined where it does not say: the segments themselves do. */
function workIn(text: string): string | undefined {
  try {
    const { work } = JSON.parse(text);
    return typeof work === 'string' ? work : undefined;
  } catch {
    return undefined;
  }
}

async function lstatIfThere(path: string) {
  return ifThere(lstat(path));
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return ifThere(readFile(path));
}

async function ifThere<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
