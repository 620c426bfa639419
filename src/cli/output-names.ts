import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { OptionError } from '../index.js';

/** How the outputs of a verb are named. */
export interface OutputNaming {
  /** Comes behind the stem: `<stem>.<suffix><ext>`. */
  readonly suffix: string;
  /** The extension, with its dot, that the result of an input gets where the user names none. */
  extensionOf(input: string): string;
  /** Whether one input may fill a folder: with pictures of its frames. */
  readonly fillsFolder: boolean;
}

/**
 * Where the result of each input goes.
 *
 * Without `output`: beside the input, under a derived name. A folder takes all results under their derived names, and is
 * made; with one input it may be the output itself. Anything else is the output of the only input.
 *
 * @throws {OptionError} when two inputs would go to one file, or a stream has no name to derive one from.
 */
export function outputNames(inputs: readonly string[], output: string | undefined, naming: OutputNaming): string[] {
  if (output === '') throw OptionError.of('output', 'expected a path, got ""');
  const folder = output !== undefined && isFolder(output) ? output : undefined;
  const single = inputs.length === 1 && output !== undefined;
  if (single && (folder === undefined || naming.fillsFolder)) return [output];
  if (output !== undefined && folder === undefined) {
    const hint = 'name it with a / at its end';
    throw OptionError.of('output', `expected a folder for ${inputs.length} inputs (${hint}), got "${output}"`);
  }
  const names = inputs.map((input) => {
    if (input === '-') throw OptionError.of('output', 'expected a path, since standard input has no name');
    const name = `${basename(input, extname(input))}.${naming.suffix}${naming.extensionOf(input)}`;
    return join(folder ?? dirname(input), name);
  });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw OptionError.of('output', `expected one input for each output, got two for "${twice}"`);
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  return names;
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || (existsSync(path) && statSync(path).isDirectory());
}
