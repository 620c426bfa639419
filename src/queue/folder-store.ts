import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OptionError, SaliencyError } from '../core/errors.js';
import { describeSystemError } from '../files/describe-system-error.js';
import { type SharedStore, workName } from './shared-store.js';

/**
 * Opens a folder that all machines see as a store. Files are written under a temporary name, then renamed.
 *
 * @throws {OptionError} for a path that is no folder, or may not be written to. It is not made: a folder that is missing
 * may be one that this machine does not see.
 */
export async function openFolderStore(path: string): Promise<SharedStore> {
  const folder = resolve(path);
  try {
    if (!(await stat(folder)).isDirectory()) throw OptionError.of('store', `expected a folder, got the file "${path}"`);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (cause instanceof OptionError) throw cause;
    const why = describeSystemError(cause as NodeJS.ErrnoException);
    throw OptionError.of('store', `expected a folder that all machines see, got "${path}": ${why}`, { cause });
  }
  return {
    name: folder,
    async read(work, file) {
      try {
        return await readFile(join(folder, work, file));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return undefined;
        throw failure(folder, 'read', error);
      }
    },
    async write(work, file, pieces) {
      const target = join(folder, work, file);
      const partial = `${target}.${randomUUID()}.part`;
      try {
        await mkdir(join(folder, work), { recursive: true });
        await writeFile(partial, pieces, { flag: 'wx' });
        await rename(partial, target);
      } catch (error) {
        await rm(partial, { force: true });
        throw failure(folder, 'written', error);
      }
    },
    async remove(work) {
      try {
        // A worker may write meanwhile.
        await rm(join(folder, work), { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
      } catch (error) {
        throw failure(folder, 'cleared', error);
      }
    },
    async *works() {
      for (const name of await readdir(folder)) {
        if (!workName.test(name)) continue;
        const status = await stat(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return undefined;
          throw failure(folder, 'read', error);
        });
        if (status?.isDirectory()) yield { work: name, changedMs: status.mtimeMs };
      }
    },
    close: () => {},
  };
}

function failure(folder: string, what: string, cause: unknown): SaliencyError {
  const why = describeSystemError(cause as NodeJS.ErrnoException);
  return new SaliencyError('ERR_STORE', `the store ${folder} could not be ${what}: ${why}`, { cause });
}
