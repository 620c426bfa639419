import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { OptionError } from '../index.js';
import type { GatheredInput } from './inputs/gather-inputs.js';
import { fillTemplate, isTemplate } from './inputs/output-template.js';

/** How the outputs of a verb are named. */
export interface OutputNaming {
  /** Comes behind the stem: `<stem>.<suffix><ext>`. */
  readonly suffix: string;
  /** The extension, with its dot, that the result of an input gets where the user names none. */
  extensionOf(input: string): string;
  /** What `{verb}` and `{model}` stand for in a template. */
  readonly verb: string;
  readonly model?: string | undefined;
}

/**
 * Tells where the result of each input goes.
 *
 * Without `output`: beside the input, under a derived name. A folder takes all results under their derived names, be it
 * one or many, in the folders that the inputs were found in; where results are folders themselves, whose names end with
 * a slash, every output is one that takes them, unless it has the extension of a file. A template is filled for each
 * input. Anything else is the output of the only input.
 *
 * @throws {OptionError} when two inputs would go to one file, a field of a template is unknown, or a stream has no name to
 * derive one from.
 */
export function outputNames(
  inputs: readonly GatheredInput[],
  output: string | undefined,
  naming: OutputNaming,
): string[] {
  if (output === '') throw OptionError.of('output', 'expected a path, got ""');
  const template = output !== undefined && isTemplate(output);
  const isFolder = output !== undefined && (endsAsFolder(output) || takesFolders(inputs, output, naming));
  if (!template && !isFolder && output !== undefined) {
    if (inputs.length === 1) return [output];
    const hint = 'name it with a / at its end, or with a field such as {name}';
    throw OptionError.of('output', `expected a folder for ${inputs.length} inputs (${hint}), got "${output}"`);
  }
  const digits = String(inputs.length).length;
  const names = inputs.map((input, i) => {
    if (input.path === '-' && output === undefined) {
      throw OptionError.of('output', 'expected a path, since standard input has no name');
    }
    const stem = input.path === '-' ? 'stdin' : basename(input.path, extname(input.path));
    const extension = naming.extensionOf(input.path);
    const derived = `${stem}.${naming.suffix}${extension}`;
    if (output === undefined) return join(dirname(input.path), derived);
    if (!template) return join(output, input.folder, derived);
    const filled = fillTemplate(output, {
      name: stem,
      ext: extension === '/' ? '' : extension.slice(1),
      dir: input.folder,
      verb: naming.verb,
      model: naming.model?.replaceAll(/[^\w.,+-]+/g, '-').replace(/^[-.]+/, ''),
      index: String(i + 1).padStart(digits, '0'),
    });
    if (!/[/\\]$/.test(filled)) return join(filled);
    return join(filled, output.includes('{dir}') ? '' : input.folder, derived);
  });
  checkEach(inputs, names, output);
  if (output !== undefined) for (const folder of new Set(names.map((name) => dirname(name)))) makeFolder(folder);
  return names;
}

/** Refuses one place for two results. */
function checkEach(inputs: readonly GatheredInput[], names: readonly string[], output: string | undefined): void {
  const first = new Map<string, number>();
  names.forEach((name, i) => {
    const before = first.get(name);
    first.set(name, i);
    if (before === undefined) return;
    const both = `"${inputs[before]!.path}" and "${inputs[i]!.path}"`;
    const hint = output === undefined || !isTemplate(output) ? '' : '; {name}, {dir} and {index} tell inputs apart';
    throw OptionError.of('output', `expected one input for each output, got two for "${name}": ${both}${hint}`);
  });
}

function makeFolder(folder: string): void {
  if (existsSync(folder) && !isDirectory(folder)) {
    throw OptionError.of('output', `expected a folder, "${folder}" is a file`);
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw OptionError.of('output', `the folder ${folder} cannot be made (${(cause as Error).message})`, { cause });
  }
}

function takesFolders(inputs: readonly GatheredInput[], output: string, { extensionOf }: OutputNaming): boolean {
  return output !== '-' && extname(output) === '' && inputs.some(({ path }) => extensionOf(path) === '/');
}

function endsAsFolder(path: string): boolean {
  return /[/\\]$/.test(path) || isDirectory(path);
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
