import { type OptionValues, resolveOptions, takeOptions } from '../core/options.js';
import type { TimeRange } from '../core/time-range.js';
import { defaultModel } from '../models/registry.js';
import { type ChosenModel, chooseModel } from './choose-model.js';
import { binaryOptions, type ClipOptions, clipOptions, timeRange } from './clip-options.js';

/** Options of a clip, checked and complete. */
export interface ClipPlan extends TimeRange, Pick<ClipOptions, 'ffmpeg' | 'ffprobe' | 'signal'> {
  /** The model among them is the name, wherever it comes from. */
  readonly flags: OptionValues<typeof clipOptions>;
  readonly model: ChosenModel;
}

/**
 * Checks the options of a clip before anything is opened.
 *
 * @param fallback - the model where none is chosen.
 * @throws {OptionError} for what cannot be.
 */
export async function planClip(
  { model: chosen, modelOptions, signal, ...given }: ClipOptions,
  fallback: string = defaultModel,
): Promise<ClipPlan> {
  const [binaries, others] = takeOptions(binaryOptions, given);
  const flags = resolveOptions(clipOptions, others);
  const range = timeRange(flags);
  const model = await chooseModel(chosen ?? fallback, modelOptions);
  return { flags: { ...flags, model: model.name }, model, ...range, ...binaries, signal };
}
