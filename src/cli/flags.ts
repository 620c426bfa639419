import { type Command, Option } from 'commander';
import { describeExpected, fuseOptions, models, type OptionSpec, type OptionTable } from '../index.js';

/** What is known of a verb's options: the specifications by the names of values; several where tables share a name. */
export type SpecsByName = ReadonlyMap<string, readonly OptionSpec[]>;

const specsOfCommands = new WeakMap<Command, Map<string, OptionSpec[]>>();

/** Options whose flag has a name of its own. */
const flagNames: Readonly<Record<string, string>> = { exports: 'export' };

/** The flag of an option: `pixFmt` is `--pix-fmt`. */
export function flagOf(option: string): string {
  return `--${nameOf(option).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The name under which commander keeps the value of an option. */
function nameOf(option: string): string {
  return flagNames[option] ?? option;
}

/** Adds a flag to a command for every option of a table. Options in groups have flags of their own. */
export function addFlags(command: Command, table: OptionTable): void {
  for (const [name, spec] of Object.entries(table)) {
    if (spec.type === 'group') continue;
    const option = toOption(flagOf(name), spec);
    remember(command, nameOf(name), spec);
    if (command.options.some(({ long }) => long === option.long)) continue;
    command.addOption(option);
    // Commander takes --no-x for true where it was not given; what was not given is nothing, and the table knows its default.
    if (option.negate) command.setOptionValue(option.attributeName(), undefined);
  }
}

/** Adds the opposite of each flag that is true or false, for what a config has chosen; the help does not show it. */
export function addOpposites(command: Command): void {
  for (const { long, required, optional } of [...command.options]) {
    if (long === undefined || required || optional) continue;
    const opposite = long.startsWith('--no-') ? long.replace('--no-', '--') : long.replace('--', '--no-');
    if (!command.options.some((other) => other.long === opposite)) command.addOption(new Option(opposite).hideHelp());
  }
}

/** The specifications of all options that a command has flags for, by the names under which their values are kept. */
export function specsOf(command: Command): SpecsByName {
  const specs = new Map<string, readonly OptionSpec[]>(specsOfCommands.get(command));
  for (const option of command.options) {
    const name = option.attributeName();
    if (specs.has(name)) continue;
    const summary = option.description;
    specs.set(name, [
      option.required ? { type: 'text', placeholder: 'path', summary } : { type: 'boolean', default: false, summary },
    ]);
  }
  return specs;
}

function remember(command: Command, name: string, spec: OptionSpec): void {
  const specs = specsOfCommands.get(command) ?? new Map<string, OptionSpec[]>();
  specsOfCommands.set(command, specs);
  const known = specs.get(name) ?? [];
  if (!known.includes(spec)) specs.set(name, [...known, spec]);
}

/** The values among a command's flags that belong to a table; those that were not given stay out. */
export function flagsOf(table: OptionTable, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(table).map(([name, spec]) => {
    return [name, spec.type === 'group' ? flagsOf(spec.options, values) : values[nameOf(name)]] as const;
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Adds the flags of all models. Those that are not of the chosen one are refused where the model is made. */
export function addModelFlags(command: Command): void {
  for (const { options } of [...models, { options: fuseOptions }]) addFlags(command, options);
}

/** The options of models among a command's flags: those that were given, of whatever model. */
export function modelOptionsOf(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.assign({}, ...[...models, { options: fuseOptions }].map(({ options }) => flagsOf(options, values)));
}

function toOption(flag: string, spec: OptionSpec): Option {
  if (spec.type === 'boolean') {
    return spec.default
      ? new Option(flag.replace('--', '--no-'), spec.negation ?? `turn this off: ${spec.summary}`)
      : new Option(flag, spec.summary);
  }
  const hint = hintOf(spec);
  const fallback = 'default' in spec && spec.default !== undefined ? `; default ${spec.default}` : '';
  const listed = spec.type === 'file' || (spec.type === 'text' && spec.expected === undefined);
  const range = listed ? '' : describeExpected(spec);
  const notes = `${range}${fallback}`.replace(/^; /, '');
  const option = new Option(`${flag} <${hint}>`, notes === '' ? spec.summary : `${spec.summary} (${notes})`);
  // The choices are named in the help and completed; that a value is one of them is checked with all other options.
  if (spec.type === 'choice') option.choices(spec.choices).argParser((text) => text);
  if (spec.type === 'list') option.argParser((text) => text.split(',').map((name) => name.trim()));
  if (spec.type === 'number') option.argParser(numberOrText);
  if (spec.type === 'pairs') option.argParser(addPair);
  return option;
}

/** What the value is, as the help shows it. */
function hintOf(spec: OptionSpec): string {
  if (spec.type === 'text' || spec.type === 'pairs') return spec.placeholder;
  return spec.type === 'file' ? 'path' : spec.type;
}

/** Adds a pair to those that were given before; what is none stays text, which the check of the option table refuses. */
function addPair(text: string, before: unknown): unknown {
  const at = text.indexOf('=');
  if (at < 1 || typeof before === 'string') return typeof before === 'string' ? before : text;
  return { ...(before as object | undefined), [text.slice(0, at)]: text.slice(at + 1) };
}

/** Text that is no number stays text: the check of the option table then says what was expected. */
function numberOrText(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
