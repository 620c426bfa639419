import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Makes a folder for what is worth keeping between runs and may be gone at any time. Nobody else may write to it.
 *
 * @returns undefined where there cannot be one.
 */
export async function userFolder(): Promise<string | undefined> {
  const folder = join(resolve(tmpdir()), `video-saliency-${process.getuid?.() ?? 'user'}`);
  try {
    // Only itself: a folder of temporary files that is missing is not made.
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    // A link may lead to a folder of ours that is not meant.
    const status = await lstat(folder);
    if (!status.isDirectory()) return undefined;
    if (process.getuid === undefined) return folder;
    return status.uid === process.getuid() && (status.mode & 0o022) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}
