import { extname } from 'node:path';
import type { Command } from 'commander';
import { fuseOptions, models, type OptionSpec } from '../../index.js';
import { chosenModels } from '../chosen-models.js';
import { type SpecsByName, specsOf } from '../flags.js';
import { isTemplate } from '../inputs/output-template.js';
import type { Config } from './config.js';
import { type HeldValue, heldValues, layers } from './held-values.js';
import { verbOf } from './verbs.js';

/**
 * Gives a command the values that the config has for it, where its flags were not given.
 *
 * @param without - options that the config does not choose here.
 * @returns what was taken, by the names of values.
 */
export function applyConfig(
  command: Command,
  config: Config,
  without: readonly string[] = [],
): ReadonlyMap<string, HeldValue> {
  const given = Object.keys(command.opts()).filter((name) => command.getOptionValueSource(name) === 'cli');
  const taken = valuesToTake(command, config, given);
  const held = new Map([...taken].filter(([name]) => !without.includes(name)));
  for (const [name, { value }] of held) command.setOptionValueWithSource(name, value, 'config');
  return held;
}

/** What a config has for a command, given which flags were used. */
export function valuesToTake(
  command: Command,
  config: Config,
  given: readonly string[] = [],
): ReadonlyMap<string, HeldValue> {
  const specs = specsOf(command);
  const flags = command.opts();
  const held = new Map(heldValues(verbOf(command), specs, config.scopes));
  for (const name of given) held.delete(name);
  // Flags stand above all layers.
  const rankOf = (name: string) =>
    given.includes(name) ? -1 : held.has(name) ? layers.indexOf(held.get(name)!.layer) : 9;
  const chosenOf = (name: string) => (given.includes(name) ? flags[name] : held.get(name)?.value);
  for (const [name, rival] of rivals) {
    const yields = rival !== 'output' || namesFormat(chosenOf('output'));
    if (yields && rankOf(rival) < rankOf(name)) held.delete(name);
  }
  const values = { ...Object.fromEntries([...held].map(([name, { value }]) => [name, value])), ...pick(flags, given) };
  for (const name of held.keys()) if (isOfOtherModel(command, name, specs, values)) held.delete(name);
  return held;
}

/** An option, and one that says the same in another way: the one that stands nearer to the command line holds. */
const rivals: readonly (readonly [string, string])[] = [
  ['end', 'duration'],
  ['duration', 'end'],
  ['crf', 'bitrate'],
  ['bitrate', 'crf'],
  ['format', 'output'],
];

/** Tells whether a path says by its ending which format is wanted. */
function namesFormat(output: unknown): boolean {
  if (typeof output !== 'string') return false;
  return isTemplate(output) ? /\.\w+$/.test(output) : extname(output) !== '';
}

/** Tells whether an option belongs to models of which none was chosen: a config may hold the options of several. */
function isOfOtherModel(
  command: Command,
  name: string,
  specs: SpecsByName,
  values: Readonly<Record<string, unknown>>,
): boolean {
  const ofModels = [...models.map(({ options }) => options), fuseOptions] as readonly Record<string, OptionSpec>[];
  const own = specs.get(name)!;
  if (!own.every((spec) => ofModels.some((options) => options[name] === spec))) return false;
  const chosen = chosenModels(command, values);
  if (name in fuseOptions) return chosen.length < 2;
  const known = models.filter((model) => chosen.includes(model.name));
  // Of a module, several models may be meant: its own check says which options it has.
  return known.length === chosen.length && !known.some(({ options }) => Object.hasOwn(options, name));
}

function pick(values: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
