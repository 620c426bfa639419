import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { OptionError } from '../index.js';

/** How the outputs of a verb are named. */
export interface OutputNaming {
  /** Comes behind the stem: `<stem>.<suffix><ext>`. */
  readonly suffix: string;
  /** The extension, with its dot, that the result of an input gets where the user names none. */
  extensionOf(input: string): string;
}

/**
 * Where the result of each input goes.
 *
 * Without `output`: beside the input, under a derived name. A folder takes all results under their derived names, be it
 * one or many, and is made; where results are folders themselves, whose names end with a slash, every output is one that
 * takes them, unless it has the extension of a file. Anything else is the output of the only input.
 *
 * @throws {OptionError} when two inputs would go to one file, or a stream has no name to derive one from.
 */
export function outputNames(inputs: readonly string[], output: string | undefined, naming: OutputNaming): string[] {
  if (output === '') throw OptionError.of('output', 'expected a path, got ""');
  const isFolder = output !== undefined && (endsAsFolder(output) || takesFolders(inputs, output, naming));
  const folder = isFolder ? output : undefined;
  if (inputs.length === 1 && output !== undefined && folder === undefined) return [output];
  if (output !== undefined && folder === undefined) {
    const hint = 'name it with a / at its end';
    throw OptionError.of('output', `expected a folder for ${inputs.length} inputs (${hint}), got "${output}"`);
  }
  const names = inputs.map((input) => {
    if (input === '-' && folder === undefined) {
      throw OptionError.of('output', 'expected a path, since standard input has no name');
    }
    const stem = input === '-' ? 'stdin' : basename(input, extname(input));
    const name = `${stem}.${naming.suffix}${naming.extensionOf(input)}`;
    return join(folder ?? dirname(input), name);
  });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw OptionError.of('output', `expected one input for each output, got two for "${twice}"`);
  if (folder !== undefined) makeFolder(folder);
  return names;
}

function makeFolder(folder: string): void {
  if (existsSync(folder.replace(/[/\\]+$/, '')) && !isDirectory(folder)) {
    throw OptionError.of('output', `expected a folder, "${folder}" is a file`);
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw OptionError.of('output', `the folder ${folder} cannot be made (${(cause as Error).message})`, { cause });
  }
}

function takesFolders(inputs: readonly string[], output: string, { extensionOf }: OutputNaming): boolean {
  return output !== '-' && extname(output) === '' && inputs.some((input) => extensionOf(input) === '/');
}

function endsAsFolder(path: string): boolean {
  return /[/\\]$/.test(path) || isDirectory(path);
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
