/**
 * A shared store holds finished segments where client and workers see them: a folder or a bucket.
 *
 * What is written appears whole or not at all; of two that write the same name, one stays.
 */
export interface SharedStore {
  /** The store as messages name it. */
  readonly name: string;
  /** Reads a file of a work; undefined where there is none. */
  read(work: string, file: string): Promise<Buffer | undefined>;
  write(work: string, file: string, pieces: readonly Uint8Array[]): Promise<void>;
  /** Removes all files of a work; nothing happens where there are none. */
  remove(work: string): Promise<void>;
  /** Lists the works of which there are files, each with when it last changed, in milliseconds since 1970. */
  works(): AsyncIterable<{ readonly work: string; readonly changedMs: number }>;
  close(): void;
}

/** Matches the names of works: hashes. */
export const workName = /^[\da-f]{64}$/;
