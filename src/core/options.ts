import { OptionError } from './errors.js';
import { parseTime } from './parse-time.js';
import { cut } from './printable.js';
import { unknownName } from './unknown-name.js';

/** All kinds of options have this: words for people. */
export interface OptionBase {
  /** One line of help, without a final period. */
  readonly summary: string;
}

/** A number within a range, or one of a few. */
export interface NumberOption extends OptionBase {
  readonly type: 'number';
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** The only numbers that are accepted. */
  readonly values?: readonly number[];
}

/** One of the known names. */
export interface ChoiceOption<C extends string = string> extends OptionBase {
  readonly type: 'choice';
  readonly choices: readonly C[];
  readonly default?: C;
}

/** Something that is done or left. */
export interface BooleanOption extends OptionBase {
  readonly type: 'boolean';
  readonly default: boolean;
  /** Help of the flag that turns off what is on by default, without a final period: what happens then. */
  readonly negation?: string;
}

/** A text that may have to be of some form. */
export interface TextOption extends OptionBase {
  readonly type: 'text';
  readonly default?: string;
  /** What the value is, as the help shows it: `WxH`. */
  readonly placeholder: string;
  /** What is expected, in words, and the tests for it. */
  readonly expected?: string;
  readonly pattern?: RegExp;
  readonly accepts?: (text: string) => boolean;
}

/** A position or length on the time line: seconds, or text as `HH:MM:SS.mmm`. Resolves to seconds. */
export interface TimeOption extends OptionBase {
  readonly type: 'time';
}

/** Several of the known names. */
export interface ListOption<C extends string = string> extends OptionBase {
  readonly type: 'list';
  readonly choices: readonly C[];
}

/** Texts by names that the user chooses. */
export interface PairsOption extends OptionBase {
  readonly type: 'pairs';
  readonly placeholder: string;
  /** What is expected, in words, and the test for a name. */
  readonly expected: string;
  readonly key: RegExp;
}

/** A file that is written: its path, or its path and how it is made. Resolves to the latter. */
export interface FileOption<T extends OptionTable = OptionTable> extends OptionBase {
  readonly type: 'file';
  readonly options: T;
}

/** Options of a table of their own, under one name. */
export interface GroupOption<T extends OptionTable = OptionTable> extends OptionBase {
  readonly type: 'group';
  readonly options: T;
}

/** What one option accepts, its default, and a line of help. */
export type OptionSpec =
  | NumberOption
  | ChoiceOption
  | BooleanOption
  | TextOption
  | TimeOption
  | ListOption
  | PairsOption
  | FileOption
  | GroupOption;

/** One declaration of a set of options: gives their validation, their flags, their help and their types. */
export interface OptionTable {
  readonly [name: string]: OptionSpec;
}

/** What an option of plain values holds. */
type PlainValue<S extends OptionSpec> = S extends NumberOption | TimeOption
  ? number
  : S extends ChoiceOption<infer C>
    ? C
    : S extends BooleanOption
      ? boolean
      : S extends ListOption<infer C>
        ? readonly C[]
        : S extends PairsOption
          ? Readonly<Record<string, string>>
          : string;

type ValueOf<S extends OptionSpec> =
  S extends FileOption<infer T> ? FileValues<T> : S extends GroupOption<infer T> ? OptionValues<T> : PlainValue<S>;

type InputOf<S extends OptionSpec> =
  S extends FileOption<infer T>
    ? string | FileInput<T>
    : S extends GroupOption<infer T>
      ? OptionInput<T>
      : PlainValue<S> | (S extends TimeOption ? string : never);

/** The resolved values of a table: an option without a default may be undefined. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: unknown } | GroupOption
    ? ValueOf<T[K]>
    : ValueOf<T[K]> | undefined;
};

/** What a caller may give for a table. */
export type OptionInput<T extends OptionTable> = {
  readonly [K in keyof T]?: InputOf<T[K]> | undefined;
};

/** What a caller may give for a file and how it is made. */
export type FileInput<T extends OptionTable> = OptionInput<T> & { readonly path: string };

type FileValues<T extends OptionTable> = OptionValues<T> & { readonly path: string };

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
    if (!Object.hasOwn(table, name)) {
      throw OptionError.of(cut(name, longestValue), unknownName(cut(name, longestValue), Object.keys(table), 'option'));
    }
  }
  return valuesOf(table, given);
}

/**
 * Takes the options of a table out of those that a caller gave: they come back checked and complete, and the others as
 * they are.
 *
 * @throws {OptionError} for a value out of its range.
 */
export function takeOptions<T extends OptionTable, G extends OptionInput<T>>(
  table: T,
  given: G,
): [values: OptionValues<T>, others: Omit<G, keyof T>] {
  const others = Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(table, name)));
  return [valuesOf(table, given), others as Omit<G, keyof T>];
}

function valuesOf<T extends OptionTable>(table: T, given: OptionInput<T>): OptionValues<T> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(table)) {
    const value = given[name] ?? ('default' in spec ? spec.default : spec.type === 'group' ? {} : undefined);
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
    case 'list':
      return `some of ${spec.choices.join(', ')}`;
    case 'pairs':
      return spec.expected;
    case 'file':
      return 'a path';
    case 'group':
      return 'options by name';
  }
}

/** Characters of a value that a message repeats. */
const longestValue = 80;

/** Names a value of any kind; not all can be turned into text. */
function describeValue(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'symbol' ? 'a symbol' : String(value);
}

function readValue(name: string, spec: OptionSpec, given: unknown): unknown {
  const value = spec.type === 'time' && typeof given === 'string' ? parseTime(given) : given;
  if (spec.type === 'list' && Array.isArray(value)) {
    const unknown = value.find((one) => !spec.choices.includes(one));
    if (unknown !== undefined)
      throw OptionError.of(
        name,
        unknownName(cut(String(unknown), longestValue), spec.choices, `value "${cut(String(unknown), longestValue)}"`),
      );
  }
  if (!accepts(spec, value)) {
    const got = typeof given === 'string' ? `"${cut(given, longestValue)}"` : cut(describeValue(given), longestValue);
    const expected = describeExpected(spec);
    throw OptionError.of(name, `expected ${expected}, got ${got}`, { expected });
  }
  if (spec.type === 'group') return resolveOptions(spec.options, value as object);
  if (spec.type !== 'file') return value;
  const { path, ...how } = typeof value === 'string' ? { path: value } : (value as FileInput<OptionTable>);
  return { path, ...resolveOptions(spec.options, how) };
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
      return typeof value === 'string' && (spec.pattern?.test(value) ?? true) && (spec.accepts?.(value) ?? true);
    case 'time':
      return typeof value === 'number' && value >= 0 && Number.isFinite(value);
    case 'list':
      return Array.isArray(value);
    case 'pairs':
      return isObject(value) && Object.entries(value).every(([key, text]) => spec.key.test(key) && isLine(text));
    case 'file':
      return typeof value === 'string' || (isObject(value) && 'path' in value && typeof value.path === 'string');
    case 'group':
      return isObject(value);
  }
}

/** FFmpeg takes no text with a null character. */
function isLine(text: unknown): boolean {
  return typeof text === 'string' && text.length <= 4096 && !text.includes('\0');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
