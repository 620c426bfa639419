import type { OptionSpec } from '../../index.js';
import { optionSchema } from '../../server/api/json-schema.js';
import type { SpecsByName } from '../flags.js';
import { allSpecs, type VerbTables } from './verbs.js';

type Schema = Readonly<Record<string, unknown>>;

/** Makes the JSON schema of config files from the options of all verbs. */
export function configSchema(tables: VerbTables): Schema {
  const definitions = new Definitions();
  const options = (specs: SpecsByName) => {
    const named = [...specs].map(([name, own]) => [name, definitions.refer(name, oneOf(own.map(schemaOf)))] as const);
    return Object.fromEntries(named) as Record<string, Schema>;
  };
  const sections = [...tables].map(([verb, specs]) => {
    const description = `options of saliency ${verb}`;
    const section = { type: 'object', description, properties: options(specs), additionalProperties: false };
    return [verb, definitions.refer(`section-${verb}`, section)] as const;
  });
  const scope = options(allSpecs(tables));
  for (const [verb, section] of sections) {
    // Some options are called as a verb is.
    scope[verb] = scope[verb] === undefined ? section : oneOf([section, scope[verb]]);
  }
  const { preset: _, ...ofFile } = scope;
  const preset = definitions.refer('presets', { type: 'object', properties: scope, additionalProperties: false });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Config of video-saliency',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      preset: { type: 'string', description: 'the preset that holds where none is chosen' },
      presets: { type: 'object', description: 'presets by their names', additionalProperties: preset },
      ...ofFile,
    },
    additionalProperties: false,
    definitions: definitions.all,
  };
}

/** Schemas that are referred to: each is written once, however many verbs share it. */
class Definitions {
  readonly all: Record<string, Schema> = {};

  /** Gives a reference to a schema, under a name that begins with the wished one. */
  refer(name: string, schema: Schema): Schema {
    const text = JSON.stringify(schema);
    let key = name;
    for (let i = 2; this.all[key] !== undefined && JSON.stringify(this.all[key]) !== text; i++) key = `${name}-${i}`;
    this.all[key] = schema;
    return { $ref: `#/definitions/${key}` };
  }
}

/** One schema for several, those that are the same once. */
function oneOf(schemas: readonly Schema[]): Schema {
  const different = new Map(schemas.map((schema) => [JSON.stringify(schema), schema]));
  return different.size === 1 ? schemas[0]! : { anyOf: [...different.values()] };
}

/** Of a file, a config has the path: how it is made, options of their own tell. */
function schemaOf(spec: OptionSpec): Schema {
  return spec.type === 'file' ? { type: 'string', description: spec.summary } : optionSchema(spec);
}
