import { copyFile, link, symlink } from 'node:fs/promises';

/** Gives a file a second name: by a link, or by a copy where the system has none. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  // A link of the first kind keeps the file when its other name is removed; other disks and owners want the second.
  for (const give of [link, symlink, copyFile]) {
    try {
      await give(from, to);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return;
      if (give === copyFile || !['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP'].includes(code)) throw error;
    }
  }
}
