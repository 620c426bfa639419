import { type OptionValues, resolveOptions } from '../core/options.js';
import type { TimeRange } from '../core/time-range.js';
import { type ChosenModel, chooseModel } from './choose-model.js';
import { type ClipOptions, clipOptions, timeRange } from './clip-options.js';

/** Options of a clip, checked and complete. */
export interface ClipPlan extends TimeRange, Pick<ClipOptions, 'ffmpeg' | 'ffprobe' | 'signal'> {
  /** The model among them is the name, wherever it comes from. */
  readonly flags: OptionValues<typeof clipOptions>;
  readonly model: ChosenModel;
}

/**
 * Checks the options of a clip before anything is opened.
 *
 * @throws {OptionError} for what cannot be.
 */
export async function planClip(options: ClipOptions): Promise<ClipPlan> {
  const { model: chosen, modelOptions, ffmpeg, ffprobe, signal, ...given } = options;
  const flags = resolveOptions(clipOptions, given);
  const range = timeRange(flags);
  const model = await chooseModel(chosen, modelOptions);
  return { flags: { ...flags, model: model.name }, model, ...range, ffmpeg, ffprobe, signal };
}
