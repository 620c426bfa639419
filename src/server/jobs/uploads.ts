import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Problem } from '../http/problem.js';
import type { Limits } from '../limits.js';
import type { DiskBudget } from './disk-budget.js';
import type { Upload } from './job.js';
import { RecordFolder } from './record-folder.js';

const contentName = 'content';

/** Files that clients have uploaded, on disk until they are removed. */
export class Uploads {
  readonly #folder: RecordFolder<Upload>;
  readonly #budget: DiskBudget;
  readonly #limits: Limits;
  readonly #uploads = new Map<string, Upload>();

  constructor(root: string, budget: DiskBudget, limits: Limits) {
    this.#folder = new RecordFolder(root);
    this.#budget = budget;
    this.#limits = limits;
  }

  /** Takes up what an earlier run of the service has kept; uploads that were cut short are removed. */
  async open(): Promise<void> {
    const { records } = await this.#folder.open(isUpload);
    for (const upload of records) this.#add(upload);
  }

  /**
   * Writes a body to disk as it comes.
   *
   * @param length - what the client says of its length, in bytes.
   * @throws {Problem} 413 for one that is too long, 507 where there is no room, 400 for one that ends early. Nothing is kept then.
   */
  async receive(
    body: Readable,
    { client, name, length }: Pick<Upload, 'client' | 'name'> & { length?: number | undefined },
  ): Promise<Upload> {
    const { uploadBytes } = this.#limits;
    if (length !== undefined && length > uploadBytes) throw tooLong(uploadBytes);
    const id = await this.#folder.create();
    try {
      if (length !== undefined && !this.#budget.set(id, client, length)) throw noRoom();
      const bytes = await this.#write(body, this.#folder.pathOf(id, contentName), (so) =>
        this.#budget.set(id, client, Math.max(so, length ?? 0)),
      );
      if (length !== undefined && bytes !== length) throw cutShort();
      if (bytes === 0) throw new Problem(400, 'ERR_UPLOAD', 'expected a file, got an empty body');
      const upload = { id, client, name, bytes, created: new Date().toISOString() };
      await this.#folder.write(upload);
      this.#add(upload);
      return upload;
    } catch (error) {
      this.#budget.release(id);
      await this.#folder.remove(id);
      throw gone.includes((error as NodeJS.ErrnoException).code ?? '') ? cutShort(error) : error;
    }
  }

  /** Writes to a file, and stops where the body is too long or there is no room; the connection stays open for an answer. */
  async #write(body: Readable, path: string, fits: (bytes: number) => boolean): Promise<number> {
    const file = await open(path, 'wx', 0o600);
    let bytes = 0;
    try {
      for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > this.#limits.uploadBytes) throw tooLong(this.#limits.uploadBytes);
        if (!fits(bytes)) throw noRoom();
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return bytes;
  }

  get(id: string): Upload | undefined {
    return this.#uploads.get(id);
  }

  /** All uploads, oldest first. */
  list(): Upload[] {
    return [...this.#uploads.values()];
  }

  pathOf(id: string): string {
    return this.#folder.pathOf(id, contentName);
  }

  async remove(id: string): Promise<void> {
    this.#uploads.delete(id);
    await this.#folder.remove(id);
    this.#budget.release(id);
  }

  #add(upload: Upload): void {
    this.#uploads.set(upload.id, upload);
    this.#budget.set(upload.id, upload.client, upload.bytes);
  }
}

/** Codes by which a stream says that the client has gone away. */
const gone = ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE'];

function cutShort(cause?: unknown): Problem {
  return new Problem(400, 'ERR_UPLOAD', 'the upload ended before it was complete', { cause });
}

function tooLong(limit: number): Problem {
  return new Problem(413, 'ERR_TOO_LARGE', `expected at most ${limit} bytes; the service takes no more in one upload`);
}

function noRoom(): Problem {
  return new Problem(507, 'ERR_NO_ROOM', 'there is no room for the upload; remove uploads and jobs that are done');
}

function isUpload(value: unknown): value is Upload {
  const { id, client, name, bytes, created } = (value ?? {}) as Partial<Record<keyof Upload, unknown>>;
  return [id, client, name, created].every((text) => typeof text === 'string') && typeof bytes === 'number';
}
