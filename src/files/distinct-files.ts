import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OptionError } from '../core/errors.js';

/** The files of one run, by their paths; `-` stands for no file. */
export interface FilesOfRun {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Refuses outputs of a run that are its inputs, and outputs that are one another, under whatever names: a link to a
 * file is that file.
 *
 * @throws {OptionError} naming the output.
 */
export async function checkDistinct({ inputs, outputs }: FilesOfRun): Promise<void> {
  const read = new Map<string, string>();
  for (const input of inputs) for (const name of await namesOf(input)) read.set(name, input);
  const written = new Map<string, string>();
  for (const output of outputs) {
    const names = await namesOf(output);
    const input = names.map((name) => read.get(name)).find((path) => path !== undefined);
    if (input !== undefined) {
      const what = inputs.length === 1 ? 'the input itself' : `the input "${input}"`;
      throw OptionError.of('output', `"${output}" is ${what}, it would be destroyed`);
    }
    const other = names.map((name) => written.get(name)).find((path) => path !== undefined);
    if (other !== undefined) {
      const same = resolve(other) === resolve(output) ? '' : `, which is "${other}" too`;
      throw OptionError.of('output', `expected a path for each output, got two for "${output}"${same}`);
    }
    for (const name of names) written.set(name, output);
  }
}

/** Names that no other file has: the path without links, and the number of the file where there is one. */
async function namesOf(path: string): Promise<string[]> {
  if (path === '-') return [];
  const absolute = resolve(path);
  const folder = await found(() => realpath(dirname(absolute)));
  const status = await found(() => stat(absolute, { bigint: true }));
  const names = [absolute, join(folder ?? dirname(absolute), basename(absolute))];
  // Devices and pipes are read from and written to as often as one likes.
  if (status?.isFile() || status?.isDirectory()) names.push(`${status.dev}:${status.ino}`);
  return names;
}

/** Looks at a file; one that cannot be looked at is none that is known, and whoever opens it tells why. */
async function found<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch {
    return undefined;
  }
}
