import type { Command } from 'commander';
import { type SpecsByName, specsOf } from '../flags.js';
import { configFlags } from './config-flags.js';

/** The options of all verbs, by the names that a config file has for them. */
export type VerbTables = ReadonlyMap<string, SpecsByName>;

/** Verbs that a config has nothing for: they tell of it, and of the program. */
const without = ['config', 'completion'];

/** Reads off a program which verb has which options. */
export function verbTables(program: Command): VerbTables {
  return new Map(
    program.commands
      .filter((verb) => !without.includes(verb.name()))
      .map((verb) => [verb.name(), optionsOf(verb)] as const),
  );
}

/** The name of the verb that a command is, or is a part of. */
export function verbOf(command: Command): string {
  let verb = command;
  while (verb.parent?.parent) verb = verb.parent;
  return verb.name();
}

function optionsOf(verb: Command): SpecsByName {
  const all = [specsOf(verb), ...verb.commands.map(optionsOf)].flatMap((specs) => [...specs]);
  return new Map(all.filter(([name]) => !Object.hasOwn(configFlags, name)));
}

/** The specifications of all options of all verbs, by their names. */
export function allSpecs(tables: VerbTables): SpecsByName {
  const all = new Map<string, SpecsByName extends ReadonlyMap<string, infer S> ? S : never>();
  for (const specs of tables.values()) {
    for (const [name, own] of specs) {
      const known = all.get(name) ?? [];
      all.set(name, [...known, ...own.filter((spec) => !known.includes(spec))]);
    }
  }
  return all;
}
