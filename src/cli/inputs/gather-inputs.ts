import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { clipExtensions, findFiles, globsIn, InputError, imageExtensions } from '../../index.js';
import { isOwnName } from './own-outputs.js';

/** What a verb takes. */
export type InputKind = 'clips' | 'pictures' | 'clips or pictures';

/** One file that a verb works on. */
export interface GatheredInput {
  /** A path; `-` stands for standard input. */
  readonly path: string;
  /** The folder it was found in, from the named one on, with slashes; empty for what was named itself. */
  readonly folder: string;
  /** Whether it was found in a folder, and not named. */
  readonly found: boolean;
}

export interface GatherOptions {
  readonly kind: InputKind;
  /** Globs with commas between, in place of the endings of the kind. */
  readonly include: string | undefined;
  /** Where outputs go: what lies there already is no input. */
  readonly output: string | undefined;
  readonly signal: AbortSignal;
}

const extensions: Readonly<Record<InputKind, readonly string[]>> = {
  clips: clipExtensions,
  pictures: imageExtensions,
  'clips or pictures': [...new Set([...clipExtensions, ...imageExtensions])],
};

/**
 * Gives the files that a verb works on: those that are named, and in place of a folder the files in it and below, in the
 * order of their names. Outputs of this program are none, and a file that is named as well is taken once.
 *
 * @throws {InputError} for a folder without a file that matches.
 */
export async function gatherInputs(named: readonly string[], options: GatherOptions): Promise<GatheredInput[]> {
  const { kind, include, output, signal } = options;
  const inputs: GatheredInput[] = [];
  const taken = new Set(named.map((path) => resolve(path)));
  const globs = include === undefined ? extensions[kind].map((extension) => `*${extension}`) : globsIn(include);
  for (const path of named) {
    if (path === '-' || !isDirectory(path)) {
      inputs.push({ path, folder: '', found: false });
      continue;
    }
    const without = output === undefined ? [] : outputFolders(output, path);
    const { files, passedOver } = await findFiles(path, { include: globs, passOver: isOwnName, without, signal });
    if (files.length === 0) throw new InputError(`${path}: ${nothingFound(kind, include, passedOver)}`);
    for (const file of files) {
      if (taken.has(resolve(file.path))) continue;
      taken.add(resolve(file.path));
      inputs.push({ ...file, found: true });
    }
  }
  return inputs;
}

function nothingFound(kind: InputKind, include: string | undefined, passedOver: number): string {
  const what =
    include === undefined
      ? `holds no ${kind} (by the endings of their names)`
      : `holds no file that matches ${include}`;
  const own = passedOver === 0 ? '' : ` but ${passedOver} that this program has written or that is called so`;
  const hint = include === undefined ? '; the option --include takes others' : '';
  return `${what}${own}${hint}`;
}

/** The folder that outputs go to, where it lies below the searched one. */
function outputFolders(output: string, searched: string): string[] {
  // That of a template is what stands before its first field.
  const fixed = output.replace(/\{[^{}]*\}.*$/s, '');
  const isFolder = /[/\\]$/.test(fixed) || isDirectory(fixed);
  const folder = resolve(isFolder ? fixed : dirname(fixed));
  return folder === resolve(searched) ? [] : [folder];
}

function isDirectory(path: string): boolean {
  return path !== '' && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}
