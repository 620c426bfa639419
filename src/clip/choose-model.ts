import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OptionError } from '../core/errors.js';
import type { ModelDefinition } from '../core/model.js';
import { loadModelModule } from '../models/model-module.js';
import { defaultModel, heatmapModel, resolveModel } from '../models/registry.js';
import { registerOnnx } from '../onnx/register.js';
import type { ModelChoice } from '../workers/protocol.js';

registerOnnx();

/** A model that a module exports. */
export interface ModelReference {
  /** Path of the module, from the current folder, or its `file:` URL. */
  readonly module: string;
  /** The name of the model, where the module exports several. */
  readonly name?: string;
}

/** A model by its name, by the path of the module that exports it, or by both: `./models.js#name`. */
export type ModelOption = string | ModelReference;

/** A model as it was chosen, and whether a thread of its own can load it. */
export interface ChosenModel extends ModelChoice {
  readonly kind: ModelDefinition['kind'];
  readonly loadable: boolean;
}

/**
 * Finds the chosen model, loading its module where it comes from one, and completes its options.
 *
 * @throws {OptionError} for a model that is not there, a module that exports none, and options that cannot be.
 */
export async function chooseModel(
  model: ModelOption,
  given: Readonly<Record<string, unknown>> = {},
): Promise<ChosenModel> {
  return chosen(await nameOf(model), given);
}

function chosen(name: string, given: Readonly<Record<string, unknown>>): ChosenModel {
  const { options, module, loadable, definition } = resolveModel(name, given);
  return { name, options, module, loadable, kind: definition.kind };
}

/**
 * The model that tells where eyes rest beside one that tells what the subject is, with the same values of the options
 * that both have. Undefined where the model itself tells where eyes rest, and where no network is to be used.
 */
export function gazeModelBeside({ kind, options }: ChosenModel): ChosenModel | undefined {
  if (kind === 'fixation' || options.networks === 'off' || heatmapModel === defaultModel) return undefined;
  const { definition } = resolveModel(heatmapModel);
  const shared = Object.entries(options).filter(([name]) => Object.hasOwn(definition.options, name));
  return chosen(heatmapModel, Object.fromEntries(shared));
}

/**
 * Loads the models that a JavaScript module exports, so that they can be chosen by name and are among `models`.
 *
 * @param module - its path, from the current folder, or its `file:` URL.
 * @throws {OptionError} for a module that cannot be loaded, and for one that exports something else.
 */
export async function loadModels(module: string): Promise<readonly ModelDefinition[]> {
  const url = module.startsWith('file:') ? module : pathToFileURL(resolve(module)).href;
  return loadModelModule(url, module);
}

/** The models that a text names: several with commas between, unless the commas are part of one path. */
export function modelsIn(model: string): readonly string[] {
  const parts = model.split(',').map((part) => part.trim());
  return parts.some((part) => /^[a-z][a-z0-9-]*$/.test(part)) ? parts : [model];
}

/** Tells whether a text is the path of a module: names of models have no dots, slashes or colons. */
export function isModelPath(model: string): boolean {
  return /[./\\:]/.test(model);
}

async function nameOf(model: ModelOption): Promise<string> {
  if (typeof model === 'string') {
    const parts = modelsIn(model);
    if (parts.length > 1) return (await Promise.all(parts.map(nameOf))).join(',');
    if (!isModelPath(model)) return model;
  }
  const { module, name } = typeof model === 'object' ? model : referenceOf(model);
  if (typeof module !== 'string') throw OptionError.of('model', 'expected a name, a path or { module, name }');
  const definitions = await loadModels(module);
  if (name === undefined && definitions.length === 1) return definitions[0]!.name;
  const names = definitions.map((definition) => definition.name);
  if (name !== undefined && names.includes(name)) return name;
  const got = name === undefined ? `${names.length} models` : `"${name}"`;
  throw OptionError.of('model', `expected the name of one that ${module} exports (${names.join(', ')}), got ${got}`);
}

/** The parts of `./models.js#name`. */
function referenceOf(text: string): ModelReference {
  const [, module = text, name] = /^(.+)#([a-z][a-z0-9-]*)$/.exec(text) ?? [];
  return name === undefined ? { module } : { module, name };
}
