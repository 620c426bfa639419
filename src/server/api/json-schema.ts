import { describeExpected, type OptionSpec, type OptionTable } from '../../index.js';

/** A schema as OpenAPI 3.1 writes them: JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of the options of a table. */
export function tableSchema(table: OptionTable): JsonSchema {
  const properties = Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, optionSchema(spec)]));
  return { type: 'object', additionalProperties: false, properties };
}

/** The schema of one option. */
export function optionSchema(spec: OptionSpec): JsonSchema {
  const fallback = 'default' in spec && spec.default !== undefined ? { default: spec.default } : {};
  return { description: `${spec.summary} (${describeExpected(spec)})`, ...fallback, ...formOf(spec) };
}

function formOf(spec: OptionSpec): JsonSchema {
  switch (spec.type) {
    case 'number':
      if (spec.values !== undefined) return { type: 'number', enum: spec.values };
      return { type: spec.integer ? 'integer' : 'number', minimum: spec.min, maximum: spec.max };
    case 'choice':
      return { type: 'string', enum: spec.choices };
    case 'boolean':
      return { type: 'boolean' };
    case 'text':
      return {
        type: 'string',
        ...(spec.pattern === undefined ? {} : { pattern: patternOf(spec.pattern) }),
      };
    case 'time':
      return { oneOf: [{ type: 'number', minimum: 0 }, { type: 'string' }] };
    case 'list':
      return { type: 'array', items: { type: 'string', enum: spec.choices } };
    case 'pairs':
      return { type: 'object', additionalProperties: { type: 'string', maxLength: 4096 } };
    case 'file':
      return { oneOf: [{ type: 'boolean' }, tableSchema(spec.options)] };
    case 'group':
      return tableSchema(spec.options);
  }
}

/** A schema has no flags: letters of both cases are written out. */
function patternOf({ source, flags }: RegExp): string {
  return flags.includes('i') ? source.replace(/a-z/g, 'A-Za-z') : source;
}
