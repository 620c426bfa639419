import { type ClipOptions, clipOptions } from '../clip/clip-options.js';
import { planClip } from '../clip/clip-plan.js';
import { type OptionInput, optionTable, takeOptions } from '../core/options.js';
import { heatmapModel } from '../models/registry.js';
import { overlayOptions } from '../render/overlay-options.js';
import { planAnalysis } from './analyze/analysis-sink.js';
import { overlayOutput } from './write/clip-outputs.js';
import { type ConvertResult, type OutputOptions, outputOptions } from './write/conversion.js';
import { writeClip } from './write/write-clip.js';

/** What is shown of a clip, and how: as for other clips, but for the model where none is chosen. */
export const overlayClipOptions = optionTable({
  ...clipOptions,
  model: { ...clipOptions.model, default: heatmapModel },
});

/** Options of {@link overlay}. */
export interface OverlayClipOptions extends ClipOptions, OutputOptions, OptionInput<typeof overlayOptions> {}

/**
 * Lays an attention heatmap over a clip: where eyes rest, unless another model is chosen; sound, subtitles, chapters and metadata are kept where the container takes
 * them.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a file, whose extension tells the container.
 * @throws as `convert` does.
 */
export async function overlay(input: string, output: string, options: OverlayClipOptions = {}): Promise<ConvertResult> {
  const [heat, others] = takeOptions(overlayOptions, options);
  const [{ encoding, force, analysis, ...run }, { onProgress, ...rest }] = takeOptions(outputOptions, others);
  const plan = await planClip(rest, heatmapModel);
  const outputs = [overlayOutput({ path: output, encoding, force }, heat)];
  return writeClip(input, plan, { ...run, force, onProgress }, outputs, planAnalysis(input, analysis, force));
}
