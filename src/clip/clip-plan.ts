import { type OptionValues, resolveOptions, takeOptions } from '../core/options.js';
import type { TimeRange } from '../core/time-range.js';
import { resolveModel } from '../models/registry.js';
import type { ModelChoice } from '../workers/model-pool.js';
import { binaryOptions, type ClipOptions, clipOptions, timeRange } from './clip-options.js';

/** Options of a clip, checked and complete. */
export interface ClipPlan extends TimeRange, Pick<ClipOptions, 'ffmpeg' | 'ffprobe' | 'signal'> {
  readonly flags: OptionValues<typeof clipOptions>;
  readonly model: ModelChoice;
}

/**
 * Checks the options of a clip before anything is opened.
 *
 * @throws {OptionError} for what cannot be.
 */
export function planClip({ modelOptions, signal, ...given }: ClipOptions): ClipPlan {
  const [binaries, ofClip] = takeOptions(binaryOptions, given);
  const flags = resolveOptions(clipOptions, ofClip);
  const { options } = resolveModel(flags.model, modelOptions);
  return { flags, model: { name: flags.model, options }, ...timeRange(flags), ...binaries, signal };
}
