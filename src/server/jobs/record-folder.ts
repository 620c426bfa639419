import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The record of a folder; there is none until what the folder holds is complete. */
const recordName = 'record.json';

/**
 * Keeps records on disk, each in a folder of its own beside the files that belong to it.
 *
 * A record is written under another name, brought to the disk and renamed: after a crash it is the old one or the new one.
 */
export class RecordFolder<T extends { readonly id: string }> {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Reads all records, and removes folders that were never completed.
   *
   * @param isRecord - tells a record from anything else that a file may hold.
   * @returns the records by their `created`, and the names of folders whose record cannot be read, which are left alone.
   */
  async open(isRecord: (value: unknown) => value is T): Promise<{ records: T[]; unreadable: string[] }> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    const records: T[] = [];
    const unreadable: string[] = [];
    for (const id of (await readdir(this.#root)).filter((name) => /^[0-9a-f]{32}$/.test(name))) {
      const value = await readRecord(join(this.#root, id, recordName));
      if (value === undefined) await this.remove(id);
      else if (isRecord(value) && value.id === id) records.push(value);
      else unreadable.push(id);
    }
    return { records, unreadable };
  }

  /** The folder of a record. */
  pathOf(id: string, ...names: readonly string[]): string {
    return join(this.#root, id, ...names);
  }

  /** Makes the folder of a record to come, and gives it its name. */
  async create(): Promise<string> {
    const id = randomUUID().replaceAll('-', '');
    await mkdir(this.pathOf(id), { mode: 0o700 });
    return id;
  }

  async write(record: T): Promise<void> {
    const target = this.pathOf(record.id, recordName);
    const temporary = `${target}.${randomUUID().slice(0, 8)}.part`;
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(record));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { recursive: true, force: true });
  }
}

/** Reads a record: undefined where there is none, null where it cannot be read. */
async function readRecord(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
