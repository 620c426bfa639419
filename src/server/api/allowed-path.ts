import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { Problem } from '../http/problem.js';

/**
 * Finds a file that a client names by its path below the allowed folder, through links, which may not lead out of it.
 *
 * @param folder - the allowed folder; undefined where there is none.
 * @returns the real path.
 * @throws {Problem} 403 without an allowed folder; 404 for a file that is not there or not below it: which of them is not told.
 */
export async function allowedPath(folder: string | undefined, path: string): Promise<string> {
  if (folder === undefined) {
    throw new Problem(403, 'ERR_PATH', 'input: this service takes uploads alone; --allow names a folder of clips');
  }
  const missing = new Problem(404, 'ERR_PATH', 'input: no such file below the allowed folder');
  if (isAbsolute(path) || path.split(/[/\\]/).includes('..')) throw missing;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    if (file.startsWith(root.endsWith(sep) ? root : root + sep) && (await stat(file)).isFile()) return file;
  } catch (error) {
    const known = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES', 'EPERM', 'EINVAL'];
    if (!known.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  throw missing;
}
