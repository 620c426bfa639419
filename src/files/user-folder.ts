import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for what is worth keeping between runs and may be gone at any time. Nobody else may write to it.
 *
 * @returns undefined where there cannot be one.
 */
export async function userFolder(): Promise<string | undefined> {
  const folder = join(tmpdir(), `video-saliency-${process.getuid?.() ?? 'user'}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = await stat(folder);
    if (process.getuid === undefined) return folder;
    return uid === process.getuid() && (mode & 0o022) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}
