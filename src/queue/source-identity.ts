import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Tells a clip from others at the same path, and from itself before it changed, on any machine that sees it. */
export interface SourceIdentity {
  /** Absolute path, the same on all machines. */
  readonly path: string;
  readonly bytes: number;
  /** Whole milliseconds since 1970 at which it was written. */
  readonly writtenMs: number;
  /** SHA-256 of its first and last mebibyte. */
  readonly ends: string;
}

const endBytes = 2 ** 20;

/** Looks at a clip; at most two mebibytes of it are read. */
export async function identifySource(path: string): Promise<SourceIdentity> {
  const file = await open(path, 'r');
  try {
    const { size, mtimeMs } = await file.stat();
    const hash = createHash('sha256');
    const buffer = Buffer.alloc(Math.min(endBytes, size));
    for (const at of [0, Math.max(0, size - endBytes)]) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return { path, bytes: size, writtenMs: Math.floor(mtimeMs), ends: hash.digest('hex') };
  } finally {
    await file.close();
  }
}
