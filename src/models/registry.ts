import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import type { ModelDefinition, SaliencyModel } from '../core/model.js';
import { type OptionInput, type OptionTable, resolveOptions } from '../core/options.js';
import { cut } from '../core/printable.js';
import { requireSize } from '../core/require-size.js';
import { unknownName } from '../core/unknown-name.js';
import { networkNames } from '../networks/weights.js';
import { checkDefinition } from './check-definition.js';
import { gaze } from './gaze.js';
import { manifoldRanking } from './manifold-ranking.js';

// biome-ignore lint/suspicious/noExplicitAny: each model has a table of its own, checked where it is given to create
type AnyDefinition = ModelDefinition<any>;

// A model that is nothing without its network is there where the network is.
const ofPackage: readonly AnyDefinition[] = [manifoldRanking, ...(networkNames.includes('gaze') ? [gaze] : [])];
const registered: AnyDefinition[] = [...ofPackage];
/** The URLs of the modules that models come from, by the names of the models. */
const modules = new Map<string, string>();

/** All models that can be chosen by name: those of the package, and those that were registered. */
export const models: readonly AnyDefinition[] = registered;

/** The name of the model that is used where none is chosen. */
export const defaultModel: string = manifoldRanking.name;

/** The name of the model that heatmaps show where none is chosen: of where eyes rest, if this build has its network. */
export const heatmapModel: string = models.find(({ name }) => name === gaze.name)?.name ?? defaultModel;

/**
 * Makes a model from outside the package one that can be chosen by name. Registering the same definition again is harmless.
 *
 * Clips are mapped in a thread of the model's own where it can be loaded there: give the URL of its module. Without one, the
 * model works in the thread that registers it.
 *
 * @param module - URL of a module whose default export is the definition, or an array that holds it.
 * @throws {OptionError} for what is no definition of a model, and for a name that another model has.
 */
export function registerModel<T extends OptionTable>(definition: ModelDefinition<T>, module?: string): void {
  checkDefinition(definition, 'model');
  const known = models.find(({ name }) => name === definition.name);
  if (known === (definition as AnyDefinition)) return;
  if (known !== undefined) {
    throw OptionError.of('model', `expected a name that no other model has, got "${definition.name}"`);
  }
  registered.push(definition);
  if (module !== undefined) modules.set(definition.name, module);
}

/**
 * Finds a model by name and completes its options.
 *
 * @throws {OptionError} for a name that no model has, and for an option that is unknown or out of its range.
 */
export function resolveModel(name: string, given: Readonly<Record<string, unknown>> = {}) {
  const definition = models.find((model) => model.name === name);
  if (definition === undefined) {
    const names = models.map((model) => model.name);
    throw OptionError.of('model', unknownName(cut(name, 80), names, `model "${cut(name, 80)}"`));
  }
  for (const option of Object.keys(given)) {
    if (Object.hasOwn(definition.options, option)) continue;
    const owner = models.find(({ options }) => Object.hasOwn(options, option));
    if (owner !== undefined) throw OptionError.of(option, `expected an option of ${name}, got one of ${owner.name}`);
  }
  return {
    definition,
    options: resolveOptions(definition.options as OptionTable, given as OptionInput<OptionTable>),
    /** URL of the module that the model comes from; undefined for a model of the package or of this thread. */
    module: modules.get(name),
    /** Whether other threads can load the model. */
    loadable: ofPackage.includes(definition) || modules.has(name),
  };
}

/**
 * Makes a model for frames of one size.
 *
 * @param name - the name of one of `models`.
 * @param settings - width and height in pixels, and any of the model's options.
 * @throws {OptionError} for an unknown name, and for an option that is unknown or out of its range.
 */
export async function createModel(
  name: string,
  { width, height, ...given }: FrameSize & Readonly<Record<string, unknown>>,
): Promise<SaliencyModel> {
  const { definition, options } = resolveModel(name, given);
  requireSize(width, height);
  return definition.create({ width, height }, options);
}
