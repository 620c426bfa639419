import { Command } from 'commander';
import { OptionError, printable, resolveOptions } from '../../index.js';
import { valuesToTake } from '../config/apply-config.js';
import type { Config } from '../config/config.js';
import { userConfigPath } from '../config/config-files.js';
import { configFlags } from '../config/config-flags.js';
import { configSchema } from '../config/config-schema.js';
import { verbTables } from '../config/verbs.js';
import { addFlags, flagsOf, specsOf } from '../flags.js';

/**
 * `saliency config`: what the config files and the environment say, and for which verb.
 *
 * @param configFor - reads and checks the config as the flags of a command choose it.
 */
export function configCommand(configFor: (command: Command) => Config): Command {
  const command = new Command('config')
    .description('print which options the config files and the environment set, for which verb, and where')
    .argument('[verb]', 'only this verb, and its defaults too')
    .option('--json', 'print JSON')
    .option('--check', 'only check the config files and the environment')
    .option('--schema', 'print the JSON schema of config files, for editors');
  addFlags(command, configFlags);
  return command
    .addHelpText(
      'after',
      `
Files: saliency.config.json in the working directory or above it, and one of the user:
$XDG_CONFIG_HOME/video-saliency/config.json, or where the system keeps such files.
Of what is said twice holds, in this order: flag, environment (SALIENCY_JOBS=4), preset, project, user, default.

Examples:
  saliency config                                        all that is set, by verb
  saliency config convert --preset-name fast             with a preset of a config file
  saliency config --check                                says all that is wrong, with the file and the key
  saliency config --schema > saliency.schema.json        "$schema": "./saliency.schema.json" in a config file`,
    )
    .action((verb: string | undefined) => {
      const program = command.parent!;
      const tables = verbTables(program);
      const { json, check, schema, ...values } = command.opts();
      resolveOptions(configFlags, flagsOf(configFlags, values));
      if (schema) {
        process.stdout.write(`${JSON.stringify(configSchema(tables), null, 2)}\n`);
        return;
      }
      if (verb !== undefined && !tables.has(verb)) {
        throw new OptionError(`verb: expected one of ${[...tables.keys()].join(', ')}, got "${verb}"`);
      }
      const config = configFor(command);
      for (const warning of config.warnings) process.stderr.write(`saliency: ${printable(warning)}\n`);
      if (config.problems.length === 1) throw config.problems[0];
      if (config.problems.length > 1) throw new AggregateError(config.problems);
      if (check) {
        if (json) process.stdout.write(`${JSON.stringify({ ok: true, files: filesOf(config) })}\n`);
        else process.stdout.write(`nothing is wrong${config.files.length === 0 ? '; there is no config file' : ''}\n`);
        return;
      }
      const verbs = program.commands.filter((one) =>
        verb === undefined ? tables.has(one.name()) : one.name() === verb,
      );
      const rows = verbs.map((one) => ({ verb: one.name(), options: optionsOf(one, config, verb !== undefined) }));
      process.stdout.write(json ? `${JSON.stringify(toJson(config, rows), null, 2)}\n` : toText(config, rows));
    });
}

interface Row {
  readonly name: string;
  readonly value: unknown;
  readonly layer: string;
  readonly from: string;
}

interface VerbRows {
  readonly verb: string;
  readonly options: readonly Row[];
}

function optionsOf(verb: Command, config: Config, withDefaults: boolean): Row[] {
  const held = valuesToTake(verb, config);
  return [...specsOf(verb)].flatMap(([name, [spec]]): Row[] => {
    if (Object.hasOwn(configFlags, name)) return [];
    const value = held.get(name);
    if (value !== undefined) return [{ name, ...value }];
    const fallback = spec !== undefined && 'default' in spec ? spec.default : undefined;
    return withDefaults ? [{ name, value: fallback, layer: 'default', from: 'default' }] : [];
  });
}

function filesOf({ files }: Config): object[] {
  return files.map(({ path, origin }) => ({ path, origin }));
}

function toJson(config: Config, rows: readonly VerbRows[]): object {
  const verbs = rows.map(({ verb, options }) => [
    verb,
    Object.fromEntries(options.map(({ name, ...row }) => [name, { ...row, value: row.value ?? null }])),
  ]);
  return { files: filesOf(config), preset: config.preset ?? null, verbs: Object.fromEntries(verbs) };
}

function toText(config: Config, rows: readonly VerbRows[]): string {
  const files = config.files.map(({ path, origin }) => `${origin.padEnd(8)} ${printable(path)}`);
  const preset = config.preset;
  const head = [
    ...(files.length === 0
      ? [`there is no config file; that of the user would be ${userConfigPath(process.env) ?? 'in a home'}`]
      : files),
    ...(preset === undefined ? [] : [`preset   ${printable(preset.name)}, chosen by ${printable(preset.from)}`]),
  ];
  const said = rows.filter(({ options }) => options.length > 0);
  const width = Math.max(0, ...said.flatMap(({ options }) => options.map(({ name }) => name.length)));
  const shown = (value: unknown) => (value === undefined ? '–' : printable(JSON.stringify(value)));
  const verbs = said.map(({ verb, options }) =>
    [
      verb,
      ...options.map(
        ({ name, value, from }) => `  ${name.padEnd(width)}  ${shown(value).padEnd(20)}  ${printable(from)}`,
      ),
    ].join('\n'),
  );
  return `${[head.join('\n'), ...(said.length === 0 ? ['nothing is set'] : verbs)].join('\n\n')}\n`;
}
