import { modelsIn } from '../../clip/choose-model.js';
import type { ClipOptions } from '../../clip/clip-options.js';
import { OptionError } from '../../core/errors.js';
import { type OptionInput, optionTable, takeOptions } from '../../core/options.js';
import { imageFormatOf, isImageName } from '../../images/image-formats.js';
import { defaultModel, heatmapModel, ownOptions, resolveModel } from '../../models/registry.js';
import { encodingOptions } from '../../video/encode/encoding-options.js';
import type { ConvertResult, OutputOptions } from '../write/conversion.js';
import { compareClip } from './compare-clip.js';
import { compareStill } from './compare-still.js';

const { bitDepth: _, ...colorEncoding } = encodingOptions;

const shownByDefault = [...new Set([defaultModel, heatmapModel, 'gbvs', 'image-signature'])].join(',');

/** What is compared, with which truth, and how the result is written. */
export const compareOptions = optionTable({
  models: {
    type: 'text',
    placeholder: 'names',
    expected: 'names of models with commas between',
    default: shownByDefault,
    summary: 'models whose maps are shown, with commas between',
  },
  masks: {
    type: 'text',
    placeholder: 'folder',
    summary: 'show the masks of a folder too: one of the name of a still, or one for each frame in the order of names',
  },
  fixations: {
    type: 'text',
    placeholder: 'path',
    summary: 'show where viewers looked at a still too, from a JSON file',
  },
});

/** Options of {@link compare}. */
export interface CompareOptions
  extends Omit<ClipOptions, 'model'>,
    Pick<OutputOptions, 'onProgress' | 'force'>,
    OptionInput<typeof compareOptions>,
    OptionInput<typeof colorEncoding> {}

/**
 * Shows a clip or a still beside the maps that several models make of it, in a grid with labels: one video, every cell at
 * the same instant, or one picture.
 *
 * Each model works in a thread of its own and reads the clip itself.
 *
 * @param input - a path of a clip or a picture.
 * @param output - a video for a clip, a picture for a picture.
 * @throws as `convert` does; {@link OptionError} for models that are not there.
 */
export async function compare(input: string, output: string, options: CompareOptions = {}): Promise<ConvertResult> {
  const [{ models: list, masks, fixations }, { modelOptions = {}, onProgress, force, ...rest }] = takeOptions(
    compareOptions,
    options,
  );
  if (input === '-') throw new OptionError('expected a file, which each model reads itself, got standard input');
  const names = modelsIn(list);
  // Wrong names and options are told of together, before anything is opened.
  if (names.length > 1 && names.every((name) => /^[a-z0-9-]+$/.test(name))) resolveModel(names.join(','), modelOptions);
  const compared = names.map((model) => ({ model, modelOptions: ownOptions(model, modelOptions) }));
  const [encoding, clip] = takeOptions(colorEncoding, rest);
  if (isImageName(input)) {
    imageFormatOf(output);
    return compareStill(input, output, compared, { ...clip, masks, fixations, force });
  }
  if (fixations !== undefined) {
    throw OptionError.of('fixations', 'expected a still, whose fixations they are, got a clip');
  }
  return compareClip(input, output, compared, { ...clip, masks, force, onProgress }, { ...encoding, bitDepth: 8 });
}
