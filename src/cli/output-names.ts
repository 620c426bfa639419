import { statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { OptionError } from '../index.js';

/**
 * Where the result of each input goes.
 *
 * Without `output`: `<stem>.<suffix><ext>` beside the input. With several inputs, `output` is a folder that takes them
 * all under these names; with one input it is the file, or the folder of a picture sequence, itself.
 *
 * @param extensionOf - the extension, with its dot, that the result of an input gets where the user names none.
 * @throws {OptionError} when two inputs would go to one file, or a stream has no name to derive one from.
 */
export function outputNames(
  inputs: readonly string[],
  output: string | undefined,
  suffix: string,
  extensionOf: (input: string) => string,
): string[] {
  if (inputs.length === 1 && output !== undefined) return [output];
  if (output !== undefined && !isFolder(output)) {
    throw new OptionError(
      `output: expected a folder for ${inputs.length} inputs (name it with a / at its end), got "${output}"`,
    );
  }
  const names = inputs.map((input) => {
    if (input === '-') throw new OptionError('output: expected a path, since standard input has no name; use -o');
    const name = `${basename(input, extname(input))}.${suffix}${extensionOf(input)}`;
    return join(output ?? dirname(input), name);
  });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new OptionError(`output: expected one input for each output, got two for "${twice}"`);
  return names;
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}
