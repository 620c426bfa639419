import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import type { ModelDefinition, SaliencyModel } from '../core/model.js';
import { type OptionInput, type OptionTable, resolveOptions } from '../core/options.js';
import { unknownName } from '../core/unknown-name.js';
import { requireSize } from '../superpixels/rgb-input.js';
import { manifoldRanking } from './manifold-ranking.js';

/** Every model that can be chosen by name; the first is the default. */
// biome-ignore lint/suspicious/noExplicitAny: each model has a table of its own, checked where it is given to create
export const models: readonly ModelDefinition<any>[] = [manifoldRanking];

/**
 * Finds a model by name and completes its options.
 *
 * @throws {OptionError} for a name that no model has, and for an option that is unknown or out of its range.
 */
export function resolveModel(name: string, given: Readonly<Record<string, unknown>> = {}) {
  const definition = models.find((model) => model.name === name);
  if (definition === undefined) {
    const names = models.map((model) => model.name);
    throw OptionError.of('model', unknownName(name, names, `model "${name}"`));
  }
  return { definition, options: resolveOptions(definition.options as OptionTable, given as OptionInput<OptionTable>) };
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
