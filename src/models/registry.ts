import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import type { ModelDefinition, SaliencyModel } from '../core/model.js';
import { type OptionInput, type OptionTable, type OptionValues, resolveOptions } from '../core/options.js';
import { cut } from '../core/printable.js';
import { requireSize } from '../core/require-size.js';
import { unknownName } from '../core/unknown-name.js';
import { networkNames } from '../networks/weights.js';
import { checkDefinition } from './check-definition.js';
import { contextAware } from './context-aware.js';
import { FusedModel, fuseOptions } from './fused-model.js';
import { gaze } from './gaze.js';
import { gbvs } from './gbvs.js';
import { imageSignature } from './image-signature.js';
import { itti } from './itti.js';
import { manifoldRanking } from './manifold-ranking.js';
import { pqft } from './pqft.js';
import { spectralResidual } from './spectral-residual.js';

// biome-ignore lint/suspicious/noExplicitAny: each model has a table of its own, checked where it is given to create
type AnyDefinition = ModelDefinition<any>;

// A model that is nothing without its network is there where the network is.
const ofPackage: readonly AnyDefinition[] = [
  manifoldRanking,
  ...(networkNames.includes('gaze') ? [gaze] : []),
  gbvs,
  imageSignature,
  spectralResidual,
  pqft,
  itti,
  contextAware,
];
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
 * Finds a model by name and completes its options. Several names with commas between are one model that fuses theirs: an
 * option goes to each that has it.
 *
 * @throws {OptionError} for a name that no model has, and for an option that is unknown or out of its range.
 */
export function resolveModel(name: string, given: Readonly<Record<string, unknown>> = {}): ResolvedModel {
  return name.includes(',') ? resolveFused(name, given) : resolveOne(name, given);
}

/** A model that was chosen, and its options. */
export interface ResolvedModel {
  readonly definition: AnyDefinition;
  readonly options: OptionValues<OptionTable>;
  /** URL of the module that the model comes from; undefined for a model of the package or of this thread. */
  readonly module: string | undefined;
  /** Whether other threads can load the model. */
  readonly loadable: boolean;
}

function resolveOne(name: string, given: Readonly<Record<string, unknown>>): ResolvedModel {
  const definition = models.find((model) => model.name === name);
  if (definition === undefined) {
    const names = models.map((model) => model.name);
    throw OptionError.of('model', unknownName(cut(name, 80), names, `model "${cut(name, 80)}"`));
  }
  for (const option of Object.keys(given)) {
    if (Object.hasOwn(definition.options, option)) continue;
    if (option === 'fuse') throw OptionError.of('fuse', `expected several models to fuse, got ${name} alone`);
    const owner = models.find(({ options }) => Object.hasOwn(options, option));
    if (owner !== undefined) throw OptionError.of(option, `expected an option of ${name}, got one of ${owner.name}`);
  }
  return {
    definition,
    options: resolveOptions(definition.options as OptionTable, given as OptionInput<OptionTable>),
    module: modules.get(name),
    loadable: ofPackage.includes(definition) || modules.has(name),
  };
}

/** The options among those given that a model has. */
export function ownOptions(name: string, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const options = models.find((model) => model.name === name)?.options ?? {};
  return Object.fromEntries(Object.entries(given).filter(([option]) => Object.hasOwn(options, option)));
}

function resolveFused(list: string, { fuse, ...given }: Readonly<Record<string, unknown>>): ResolvedModel {
  const names = list.split(',').map((name) => name.trim());
  const [twice] = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw OptionError.of('model', `expected different models, got "${twice}" twice`);
  const parts = names.map((name) => resolveOne(name, ownOptions(name, given)));
  const known = parts.flatMap(({ definition }) => Object.keys(definition.options));
  const [stray] = Object.keys(given).filter((option) => !known.includes(option));
  // The error of the first model says whose option it is, or which one was meant.
  if (stray !== undefined) resolveOne(names[0]!, { [stray]: given[stray] });
  const sources = new Set(parts.flatMap(({ module }) => module ?? []));
  if (sources.size > 1) throw OptionError.of('model', 'expected models of one module to be fused, got several modules');
  const fusion = resolveOptions(fuseOptions, { fuse } as OptionInput<typeof fuseOptions>);
  const { kind } = parts[0]!.definition;
  const definition: AnyDefinition = {
    name: names.join(','),
    summary: 'several models as one',
    reference: parts.map(({ definition }) => definition.reference).join('; '),
    kind,
    options: fuseOptions,
    async create(size) {
      const made = await Promise.all(parts.map(({ definition, options }) => definition.create(size, options)));
      return new FusedModel(names, made, fusion.fuse);
    },
  };
  const [module] = sources;
  const options = { ...given, ...fusion } as OptionValues<OptionTable>;
  return { definition, options, module, loadable: parts.every(({ loadable }) => loadable) };
}

/**
 * Makes a model for frames of one size.
 *
 * @param name - the name of one of `models`, or several with commas between, whose maps are fused.
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
