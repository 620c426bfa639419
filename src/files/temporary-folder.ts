import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OptionError, SaliencyError } from '../core/errors.js';
import { describeSystemError } from './describe-system-error.js';

/** Folders that cannot be written to by these causes are a choice that can be made otherwise. */
const badChoice = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG', 'ELOOP'];

/**
 * Makes a folder of its own for temporary files, which nobody else may enter.
 *
 * @returns its absolute path.
 * @throws {OptionError} when the folder of temporary files cannot be used, `SaliencyError` when its disk is full.
 */
export async function makeTemporaryFolder(): Promise<string> {
  const parent = resolve(tmpdir());
  try {
    return await mkdtemp(join(parent, 'video-saliency-'));
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    const chosen = badChoice.includes(error.code ?? '');
    const hint = 'name another folder for temporary files with TMPDIR';
    const message = `${parent}: temporary files cannot be written there (${describeSystemError(error)}); ${hint}`;
    throw chosen ? new OptionError(message, { cause }) : new SaliencyError('ERR_OUTPUT', message, { cause });
  }
}
