import { OptionError } from '../core/errors.js';
import type { ModelDefinition } from '../core/model.js';
import { checkDefinition } from './check-definition.js';
import { type FrameModelDescription, frameModel } from './frame-model.js';
import { registerModel } from './registry.js';

/** The models of the modules that were loaded, by URL. */
const loaded = new Map<string, Promise<readonly ModelDefinition[]>>();

/**
 * Loads the models that a JavaScript module exports, and registers them.
 *
 * The default export is one model or an array of them, each a definition, or a description of what `frameModel` takes.
 *
 * @param url - of the module, absolute.
 * @param label - the module's name, as an error says it.
 * @throws {OptionError} for a module that cannot be loaded, and for one that exports something else.
 */
export function loadModelModule(url: string, label = url): Promise<readonly ModelDefinition[]> {
  const known = loaded.get(url);
  if (known !== undefined) return known;
  const models = load(url, label);
  loaded.set(url, models);
  models.catch(() => loaded.delete(url));
  return models;
}

async function load(url: string, label: string): Promise<readonly ModelDefinition[]> {
  const origin = `model: ${label}`;
  let exported: unknown;
  try {
    exported = ((await import(/* webpackIgnore: true */ /* @vite-ignore */ url)) as { readonly default?: unknown })
      .default;
  } catch (error) {
    throw new OptionError(`${origin} could not be loaded: ${messageOf(error)}`, { cause: error });
  }
  if (exported === undefined) throw new OptionError(`${origin}: expected a model as the default export, got none`);
  const values: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  if (values.length === 0)
    throw new OptionError(`${origin}: expected a model as the default export, got an empty array`);
  const definitions = values.map((value) => (isDescription(value) ? frameModel(value) : value));
  for (const definition of definitions) {
    checkDefinition(definition, origin);
    registerModel(definition, url);
  }
  return definitions as readonly ModelDefinition[];
}

function isDescription(value: unknown): value is FrameModelDescription {
  const { create, prepare } = (value ?? {}) as Partial<Record<string, unknown>>;
  return create === undefined && typeof prepare === 'function';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
