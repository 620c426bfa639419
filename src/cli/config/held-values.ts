import type { OptionSpec } from '../../index.js';
import type { SpecsByName } from '../flags.js';
import { fromText, placed, refusalOf } from './accepted.js';
import { isObject } from './check-config.js';
import type { ConfigFile } from './config-files.js';
import { variableOf } from './environment.js';

/** The layers that values come from, beneath the flags, the one that counts more first. */
export const layers = ['environment', 'preset', 'project', 'user'] as const;
export type Layer = (typeof layers)[number];

/** A value that holds for an option of a verb, and where it comes from. */
export interface HeldValue {
  readonly value: unknown;
  readonly layer: Layer;
  /** The variable, or the file and the key. */
  readonly from: string;
}

/** A place that gives values: the environment, or a part of a file. */
export interface Scope {
  readonly layer: Layer;
  /** The file that the scope is of; undefined for the environment. */
  readonly file?: ConfigFile;
  /** What stands before the keys of the scope in its file. */
  readonly prefix?: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Gives what holds for a verb: of each option, the value of the first scope that has one. In a scope, the section of the verb
 * counts more than what stands above it; a value above that this verb does not take is meant for others.
 *
 * @param scopes - those that count more first.
 */
export function heldValues(verb: string, specs: SpecsByName, scopes: readonly Scope[]): ReadonlyMap<string, HeldValue> {
  const held = new Map<string, HeldValue>();
  for (const [name, own] of specs) {
    for (const scope of scopes) {
      const value = heldIn(scope, verb, name, own);
      if (value === undefined) continue;
      held.set(name, value);
      break;
    }
  }
  return held;
}

function heldIn(scope: Scope, verb: string, name: string, specs: readonly OptionSpec[]): HeldValue | undefined {
  const { layer, file, prefix = '', content } = scope;
  const section = Object.hasOwn(content, verb) ? content[verb] : undefined;
  const candidates = [
    ...(isObject(section) && Object.hasOwn(section, name) ? [{ key: `${verb}.${name}`, value: section[name] }] : []),
    ...(Object.hasOwn(content, name) ? [{ key: name, value: content[name] }] : []),
  ];
  for (const { key, value } of candidates) {
    for (const spec of specs) {
      const read = file === undefined ? fromText(spec, value as string) : value;
      if (refusalOf(name, spec, read) !== undefined) continue;
      if (file === undefined) return { value: read, layer, from: variableOf(name) };
      return { value: placed(name, spec, read, file.path), layer, from: `${file.path}: ${prefix}${key}` };
    }
  }
  return undefined;
}
