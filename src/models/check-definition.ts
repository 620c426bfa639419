import { OptionError } from '../core/errors.js';
import type { ModelDefinition } from '../core/model.js';

const optionTypes = ['number', 'choice', 'boolean', 'text', 'time'];

/**
 * Checks that a value, which comes from outside the package, is the definition of a model.
 *
 * @param origin - where the value comes from, as an error says it.
 * @throws {OptionError} that names what is missing or wrong.
 */
export function checkDefinition(value: unknown, origin: string): asserts value is ModelDefinition {
  const expect = (holds: boolean, what: string, got: unknown): void => {
    if (!holds) throw new OptionError(`${origin}: expected ${what}, got ${inWords(got)}`);
  };
  expect(typeof value === 'object' && value !== null, 'a definition of a model', value);
  const { name, summary, reference, kind, options, create } = value as Partial<Record<string, unknown>>;
  expect(isName(name), 'a name of small letters, digits and hyphens', name);
  expect(typeof summary === 'string', 'a summary, which is text', summary);
  expect(typeof reference === 'string', 'a reference, which is text', reference);
  expect(kind === 'object' || kind === 'fixation', "the kind 'object' or 'fixation'", kind);
  expect(typeof options === 'object' && options !== null, 'a table of options', options);
  for (const [option, spec] of Object.entries(options as Readonly<Record<string, unknown>>)) {
    const type = (spec as { type?: unknown } | undefined)?.type;
    expect(optionTypes.includes(type as string), `options.${option} of a type among ${optionTypes.join(', ')}`, type);
  }
  expect(typeof create === 'function', 'a function create', create);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9-]*$/.test(value);
}

function inWords(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'string' ? `"${value}"` : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
