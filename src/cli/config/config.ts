import { OptionError } from '../../index.js';
import { fromText, refusal } from './accepted.js';
import { checkConfigFile, isObject } from './check-config.js';
import type { ConfigFile, ConfigFiles } from './config-files.js';
import { readEnvironment, variableOf } from './environment.js';
import type { Scope } from './held-values.js';
import { allSpecs, type VerbTables } from './verbs.js';

/** All that is chosen outside the command line, checked. */
export interface Config {
  readonly files: readonly ConfigFile[];
  /** The preset that holds, and where it was chosen. */
  readonly preset: { readonly name: string; readonly from: string } | undefined;
  /** Where values come from, the place that counts more first. */
  readonly scopes: readonly Scope[];
  readonly warnings: readonly string[];
  readonly problems: readonly OptionError[];
}

/**
 * Checks the config files and the environment against the options of all verbs, and puts them in their order.
 *
 * @param presetName - as the command line chose it.
 */
export function makeConfig(
  { files, warnings, problems }: ConfigFiles,
  env: NodeJS.ProcessEnv,
  tables: VerbTables,
  presetName: string | undefined,
): Config {
  const specs = allSpecs(tables);
  const environment = readEnvironment(env, specs);
  const found = [...problems, ...files.flatMap((file) => checkConfigFile(file, tables))];
  for (const [name, text] of environment.values) {
    const own = specs.get(name)!;
    const refusals = own.map((spec) => refusal(name, [spec], fromText(spec, text)));
    if (!refusals.includes(undefined)) found.push(new OptionError(`${variableOf(name)}: ${refusals[0]}`));
  }
  const chosen = chosenPreset(files, env, presetName);
  const presets = files.flatMap(presetsOf);
  const preset = presets.find(({ name }) => name === chosen?.name);
  // A file that cannot be read may have it.
  if (chosen !== undefined && preset === undefined && problems.length === 0) {
    found.push(
      new OptionError(
        `${chosen.from}: ${unknownPreset(
          chosen.name,
          presets.map(({ name }) => name),
        )}`,
      ),
    );
  }
  const scopes: Scope[] = [
    { layer: 'environment', content: Object.fromEntries(environment.values) },
    ...(preset === undefined ? [] : [preset.scope]),
    ...files.map((file): Scope => {
      const { preset: _, presets: __, $schema: ___, ...content } = file.content;
      return { layer: file.origin === 'user' ? 'user' : 'project', file, content };
    }),
  ];
  return {
    files,
    preset: preset === undefined ? undefined : chosen,
    scopes,
    warnings: [
      ...warnings,
      ...environment.unknown.map((variable) => `${variable}: stands for no option of any verb, and is ignored`),
    ],
    problems: found,
  };
}

function chosenPreset(files: readonly ConfigFile[], env: NodeJS.ProcessEnv, flag: string | undefined) {
  const variable = variableOf('presetName');
  const inFile = files.find(({ content }) => typeof content.preset === 'string');
  const places = [
    { name: flag, from: '--preset-name' },
    { name: env[variable] === '' ? undefined : env[variable], from: variable },
    { name: inFile?.content.preset as string | undefined, from: `${inFile?.path}: preset` },
  ];
  const chosen = places.find((place): place is { name: string; from: string } => place.name !== undefined);
  return chosen?.name === 'none' ? undefined : chosen;
}

function presetsOf(file: ConfigFile): { name: string; scope: Scope }[] {
  const { presets } = file.content;
  if (!isObject(presets)) return [];
  return Object.entries(presets).flatMap(([name, content]) =>
    isObject(content) ? [{ name, scope: { layer: 'preset' as const, file, prefix: `presets.${name}.`, content } }] : [],
  );
}

function unknownPreset(name: string, known: readonly string[]): string {
  const names = [...new Set(known)];
  const hint = 'the preset of an encoder belongs into the section of a verb';
  if (known.length === 0) return `expected a preset of a config file, of which there is none, got "${name}" (${hint})`;
  return `expected one of ${names.join(', ')}, got "${name}" (${hint})`;
}
