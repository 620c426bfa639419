/** The words of JSON Schema that the schema of an analysis is written in. */
interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly const?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/** A schema with the definitions that it refers to. */
export interface RootSchema extends Schema {
  readonly $defs: Readonly<Record<string, Schema>>;
}

/**
 * Finds what is wrong with a value.
 *
 * @returns the place and what was expected there: `frames[3].pts: expected an integer`; undefined where nothing is.
 */
export function schemaProblem(root: RootSchema, value: unknown): string | undefined {
  return problem(root, root, value, '');
}

function problem(root: RootSchema, schema: Schema, value: unknown, at: string): string | undefined {
  if (schema.$ref !== undefined) {
    return problem(root, root.$defs[schema.$ref.slice('#/$defs/'.length)]!, value, at);
  }
  if (schema.anyOf !== undefined) {
    const problems = schema.anyOf.map((one) => problem(root, one, value, at));
    // Null is the other choice of all that may be missing: what is there is told of.
    return problems.includes(undefined) ? undefined : problems[0];
  }
  const wrong = (expected: string) => `${at === '' ? 'the document' : at}: expected ${expected}`;
  if ('const' in schema) return value === schema.const ? undefined : wrong(JSON.stringify(schema.const));
  switch (schema.type) {
    case 'object':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('an object');
      return inProperties(root, schema, value as Record<string, unknown>, at);
    case 'array':
      return Array.isArray(value) ? inItems(root, schema, value, at) : wrong('a list');
    case 'string':
      if (typeof value !== 'string') return wrong('a text');
      return new RegExp(schema.pattern ?? '').test(value) ? undefined : wrong(`a text like ${schema.pattern}`);
    case 'number':
    case 'integer':
      return isNumber(schema, value) ? undefined : wrong(numberWords(schema));
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong('true or false');
    case 'null':
      return value === null ? undefined : wrong('null');
    default:
      return undefined;
  }
}

function inProperties(root: RootSchema, schema: Schema, value: Record<string, unknown>, at: string) {
  const path = (name: string) => (at === '' ? name : `${at}.${name}`);
  const missing = schema.required?.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${path(missing)}: is missing`;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!Object.hasOwn(value, name)) continue;
    const found = problem(root, property, value[name], path(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function inItems(root: RootSchema, schema: Schema, value: readonly unknown[], at: string): string | undefined {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items = {} } = schema;
  if (value.length < minItems) return `${at}: expected at least ${minItems}`;
  if (value.length > maxItems) return `${at}: expected at most ${maxItems}`;
  for (const [i, item] of value.entries()) {
    const found = problem(root, items, item, `${at}[${i}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isNumber({ type, minimum, exclusiveMinimum, maximum }: Schema, value: unknown): boolean {
  return (
    typeof value === 'number' &&
    (type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= (minimum ?? Number.NEGATIVE_INFINITY) &&
    value <= (maximum ?? Number.POSITIVE_INFINITY) &&
    value > (exclusiveMinimum ?? Number.NEGATIVE_INFINITY)
  );
}

function numberWords({ type, minimum, exclusiveMinimum, maximum }: Schema): string {
  const kind = type === 'integer' ? 'an integer' : 'a number';
  if (maximum !== undefined) return `${kind} in [${minimum}, ${maximum}]`;
  if (exclusiveMinimum !== undefined) return `${kind} above ${exclusiveMinimum}`;
  return minimum === undefined ? kind : `${kind} of at least ${minimum}`;
}
