import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../core/errors.js';
import type { SegmentEntry } from './segment-source.js';

/** What a segment's file begins with; the levels of all entries follow, one after the other. */
interface SegmentHeader {
  readonly entries: readonly (Omit<SegmentEntry, 'levels'> & { readonly bytes: number })[];
}

/** The layout of the files; a folder of another one is not used. */
const layout = 2;

/** Says what work the segments are of. */
const note = 'work.json';

/**
 * Finished segments in a folder beside the output, so that an interrupted run can be taken up again.
 *
 * A segment's file appears when it is complete. The folder holds the segments of one kind of work only: what was made
 * from another file or with other options is removed.
 */
export class SegmentStore {
  readonly #folder: string;
  readonly #work: string;
  /** Whether the folder that was found holds this work. */
  readonly #matches: boolean;
  #begun: Promise<void> | undefined;

  private constructor(folder: string, work: string, matches: boolean) {
    this.#folder = folder;
    this.#work = work;
    this.#matches = matches;
  }

  /**
   * Makes nothing yet.
   *
   * @param fingerprint - text that is the same for the same work.
   * @throws {OptionError} when the folder is there and is not of this kind.
   */
  static async open(folder: string, fingerprint: string): Promise<SegmentStore> {
    const work = JSON.stringify({ layout, of: fingerprint });
    const found = await readIfThere(join(folder, note));
    if (found === undefined && existsSync(folder)) {
      throw OptionError.of('resume', `expected to keep segments in ${folder}, but something else is there`);
    }
    return new SegmentStore(folder, work, found?.toString() === work);
  }

  /** The entries of a segment; undefined where it has not been finished. */
  async read(segment: number): Promise<SegmentEntry[] | undefined> {
    const bytes = this.#matches ? await readIfThere(this.#path(segment)) : undefined;
    if (bytes === undefined) return undefined;
    const end = bytes.indexOf('\n');
    const { entries } = JSON.parse(bytes.toString('utf8', 0, end)) as SegmentHeader;
    let at = end + 1;
    return entries.map(({ bytes: length, ...entry }) => {
      const levels = bytes.subarray(at, at + length);
      at += length;
      return { ...entry, levels };
    });
  }

  async write(segment: number, entries: readonly SegmentEntry[]): Promise<void> {
    // Once, however many segments are finished at the same time.
    this.#begun ??= this.#matches ? Promise.resolve() : this.#begin();
    await this.#begun;
    const header: SegmentHeader = {
      entries: entries.map(({ levels, ...entry }) => ({ ...entry, bytes: levels.length })),
    };
    const path = this.#path(segment);
    await writeFile(`${path}.part`, [`${JSON.stringify(header)}\n`, ...entries.map(({ levels }) => levels)]);
    await rename(`${path}.part`, path);
  }

  /** Removes the folder: the work is done. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #begin(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
    await writeFile(join(this.#folder, note), this.#work);
  }

  #path(segment: number): string {
    return join(this.#folder, `${String(segment).padStart(6, '0')}.maps`);
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
