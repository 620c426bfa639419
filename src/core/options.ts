import { OptionError } from './errors.js';

interface OptionBase {
  /** One line of help, without a final period. */
  readonly summary: string;
}

export interface NumberOption extends OptionBase {
  readonly type: 'number';
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** The only numbers that are accepted. */
  readonly values?: readonly number[];
}

export interface ChoiceOption<C extends string = string> extends OptionBase {
  readonly type: 'choice';
  readonly choices: readonly C[];
  readonly default?: C;
}

export interface BooleanOption extends OptionBase {
  readonly type: 'boolean';
  readonly default: boolean;
}

export interface TextOption extends OptionBase {
  readonly type: 'text';
  readonly default?: string;
  /** What the value is, as the help shows it: `WxH`. */
  readonly placeholder: string;
  /** What is expected, in words, and the test for it. */
  readonly expected?: string;
  readonly pattern?: RegExp;
}

/** A position or length on the time line: seconds, or text as `HH:MM:SS.mmm`. Resolves to seconds. */
export interface TimeOption extends OptionBase {
  readonly type: 'time';
}

/** What one option accepts, its default, and a line of help. */
export type OptionSpec = NumberOption | ChoiceOption | BooleanOption | TextOption | TimeOption;

/** One declaration of a set of options: gives their validation, their flags, their help and their types. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

type ValueOf<S extends OptionSpec> = S extends NumberOption | TimeOption
  ? number
  : S extends ChoiceOption<infer C>
    ? C
    : S extends BooleanOption
      ? boolean
      : string;

/** The resolved values of a table: an option without a default may be undefined. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: unknown } ? ValueOf<T[K]> : ValueOf<T[K]> | undefined;
};

/** What a caller may give for a table. */
export type OptionInput<T extends OptionTable> = {
  readonly [K in keyof T]?: ValueOf<T[K]> | (T[K] extends TimeOption ? string : never) | undefined;
};

/** Declares a table, keeping the literal types of its entries. */
export function optionTable<const T extends OptionTable>(table: T): T {
  return table;
}

/**
 * Checks given values against a table and fills in the defaults.
 *
 * @throws {OptionError} for a name that the table lacks, and for a value out of its range.
 */
export function resolveOptions<T extends OptionTable>(table: T, given: OptionInput<T> = {}): OptionValues<T> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name))
      throw new OptionError(`${name}: ${unknownName(name, Object.keys(table), 'option')}`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(table)) {
    const value = given[name as keyof T] ?? ('default' in spec ? spec.default : undefined);
    values[name] = value === undefined ? undefined : readValue(name, spec, value);
  }
  return values as OptionValues<T>;
}

/** What the table accepts for an option, in words: `an integer in [1, 600]`. */
export function describeExpected(spec: OptionSpec): string {
  switch (spec.type) {
    case 'number':
      if (spec.values !== undefined) return `one of ${spec.values.join(', ')}`;
      return `${spec.integer ? 'an integer' : 'a number'} in [${spec.min}, ${spec.max}]`;
    case 'choice':
      return `one of ${spec.choices.join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'text':
      return spec.expected ?? 'text';
    case 'time':
      return 'seconds or HH:MM:SS.mmm';
  }
}

/** Words for a name that is not among the known ones, with the nearest of them where one is near. */
export function unknownName(name: string, known: readonly string[], what: string): string {
  const near = nearest(name, known);
  return near === undefined
    ? `unknown ${what}; known are ${known.join(', ')}`
    : `unknown ${what}; did you mean ${near}?`;
}

function readValue(name: string, spec: OptionSpec, given: unknown): unknown {
  const value = spec.type === 'time' && typeof given === 'string' ? parseTime(given) : given;
  if (!accepts(spec, value)) {
    const got = typeof given === 'string' ? `"${given}"` : String(given);
    throw new OptionError(`${name}: expected ${describeExpected(spec)}, got ${got}`);
  }
  return value;
}

function accepts(spec: OptionSpec, value: unknown): boolean {
  switch (spec.type) {
    case 'number':
      return (
        typeof value === 'number' &&
        value >= spec.min &&
        value <= spec.max &&
        (spec.integer !== true || Number.isInteger(value)) &&
        (spec.values?.includes(value) ?? true)
      );
    case 'choice':
      return spec.choices.includes(value as string);
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string' && (spec.pattern?.test(value) ?? true);
    case 'time':
      return typeof value === 'number' && value >= 0 && Number.isFinite(value);
  }
}

/** Seconds of `SS.mmm`, `MM:SS.mmm` or `HH:MM:SS.mmm`; NaN for anything else. */
function parseTime(text: string): number {
  const parts = /^(?:(?:(\d+):)?([0-5]?\d):)?(\d+(?:\.\d+)?)$/.exec(text);
  if (parts === null) return Number.NaN;
  const [, hours, minutes, secs] = parts;
  if (minutes !== undefined && Number(secs) >= 60) return Number.NaN;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(secs);
}

function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (name.length >= 3 && candidate.startsWith(name)) return candidate;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
