import { realpath, stat } from 'node:fs/promises';

/** Tells a file from all others, and from itself before it changed. */
export interface FileIdentity {
  /**
   * The file's path as given and without links, device, inode, size, and when it was written and changed, in
   * nanoseconds.
   */
  readonly marks: readonly string[];
  /** Milliseconds since 1970 at which the file, or what is known of it, last changed: no program can set this back. */
  readonly changedMs: number;
}

/** Looks at a file; undefined where there is none. */
export async function identifyFile(path: string): Promise<FileIdentity | undefined> {
  try {
    const [real, status] = await Promise.all([realpath(path), stat(path, { bigint: true })]);
    if (!status.isFile()) return undefined;
    const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = status;
    return { marks: [path, real, ...[dev, ino, size, mtimeNs, ctimeNs].map(String)], changedMs: Number(ctimeMs) };
  } catch {
    return undefined;
  }
}
