import { defaultModel, heatmapModel, type ModelChoice, resolveModel } from '../../browser.js';
import type { MappingOptions } from './session-options.js';

/** The models of a clip: that of the maps, and the one that tells where eyes rest beside it. */
export interface ChosenModels {
  readonly main: ModelChoice;
  readonly gaze: ModelChoice | undefined;
}

/**
 * Chooses the models as the command line does: where eyes rest is mapped beside what stands out, with the same values of
 * the options that both have, unless the model itself tells it or no network is to be used.
 *
 * @throws {OptionError} for a model or an option that cannot be.
 */
export function chooseModels({ model = defaultModel, modelOptions = {}, gaze = true }: MappingOptions): ChosenModels {
  const { definition, options } = resolveModel(model, modelOptions);
  const main = { name: model, options };
  const values: Readonly<Record<string, unknown>> = options;
  if (!gaze || definition.kind === 'fixation' || values.networks === 'off' || heatmapModel === defaultModel)
    return { main, gaze: undefined };
  const beside = resolveModel(heatmapModel);
  const shared = Object.entries(values).filter(([name]) => Object.hasOwn(beside.definition.options, name));
  return {
    main,
    gaze: { name: heatmapModel, options: resolveModel(heatmapModel, Object.fromEntries(shared)).options },
  };
}
