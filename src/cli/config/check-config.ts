import { OptionError, type OptionSpec, type OptionTable, resolveOptions } from '../../index.js';
import { refusal, wantsTrust } from './accepted.js';
import type { ConfigFile } from './config-files.js';
import { allSpecs, type VerbTables } from './verbs.js';

/** Keys of a config file that are no options. */
const ownKeys = ['$schema', 'preset', 'presets'];

/** Finds all that is wrong with a config file, each problem with the file's name and the key. */
export function checkConfigFile(file: ConfigFile, tables: VerbTables): readonly OptionError[] {
  const problems: OptionError[] = [];
  const report = (key: string, problem: string) => problems.push(new OptionError(`${file.path}: ${key}: ${problem}`));
  const { $schema, preset, presets, ...options } = file.content;
  if ($schema !== undefined && typeof $schema !== 'string') report('$schema', 'expected a text');
  if (preset !== undefined && typeof preset !== 'string') report('preset', 'expected the name of a preset');
  checkScope(options, '', file, tables, report);
  if (presets === undefined) return problems;
  if (!isObject(presets)) report('presets', 'expected an object of presets by their names');
  else {
    for (const [name, content] of Object.entries(presets)) {
      if (isObject(content)) checkScope(content, `presets.${name}.`, file, tables, report);
      else report(`presets.${name}`, 'expected an object of options');
    }
  }
  return problems;
}

/** Tells whether a value is an object of names, and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Report = (key: string, problem: string) => void;

/** Options for all verbs that have them, and sections of verbs. */
function checkScope(
  scope: Readonly<Record<string, unknown>>,
  prefix: string,
  file: ConfigFile,
  tables: VerbTables,
  report: Report,
): void {
  const all = allSpecs(tables);
  for (const [key, value] of Object.entries(scope)) {
    const section = tables.get(key);
    if (section !== undefined && isObject(value)) {
      for (const [name, own] of Object.entries(value)) {
        const specs = section.get(name);
        const verb = [...tables].find(([, others]) => others.has(name))?.[0];
        const place = `${prefix}${key}.${name}`;
        if (specs !== undefined) checkValue(place, name, specs, own, file, report);
        else if (verb !== undefined) report(place, `${key} has no such option, ${verb} has`);
        else report(place, unknownOption(name, [...section.keys()]));
      }
      continue;
    }
    const specs = all.get(key);
    if (specs !== undefined) checkValue(`${prefix}${key}`, key, specs, value, file, report);
    else if (section !== undefined) report(`${prefix}${key}`, 'expected an object of options');
    else report(`${prefix}${key}`, unknownOption(key, [...ownKeys, ...all.keys(), ...tables.keys()]));
  }
}

function checkValue(
  place: string,
  name: string,
  specs: readonly OptionSpec[],
  value: unknown,
  { origin }: ConfigFile,
  report: Report,
): void {
  const problem = refusal(name, specs, value);
  if (problem !== undefined) report(place, problem);
  else if (origin === 'project' && wantsTrust(name, value)) {
    report(
      place,
      'is read from the config of the user, or from one that --config names, not from a file that is found',
    );
  }
}

/** The words that an option table has for a name that it lacks. */
function unknownOption(name: string, known: readonly string[]): string {
  const table: OptionTable = Object.fromEntries(
    known.map((one) => [one, { type: 'text', placeholder: 'value', summary: '' }]),
  );
  try {
    resolveOptions(table, { [name]: '' });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return error.message.slice(error.message.indexOf(': ') + 2);
  }
  return 'unknown option';
}
