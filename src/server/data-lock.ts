import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeSystemError, OptionError, type SystemError } from '../index.js';

/**
 * Takes a folder for one service alone. A lock that a killed one has left is taken over.
 *
 * @returns what gives the folder back.
 * @throws {OptionError} for a folder that cannot be made, or that another service uses.
 */
export async function lockData(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'service.pid');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let tries = 0; tries < 2; tries++) {
      if (await create(path)) return () => rm(path, { force: true });
      const pid = Number(await readFile(path, 'utf8'));
      // In a container every service has the same number.
      if (pid !== process.pid && isAlive(pid)) {
        throw OptionError.of('data', `${folder} is used by another service, process ${pid}; choose another folder`);
      }
      await rm(path, { force: true });
    }
  } catch (cause) {
    if (cause instanceof OptionError) throw cause;
    throw OptionError.of('data', `${folder} cannot be used: ${describeSystemError(cause as SystemError)}`, { cause });
  }
  throw OptionError.of('data', `${folder} is used by another service; choose another folder`);
}

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(String(process.pid)).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
