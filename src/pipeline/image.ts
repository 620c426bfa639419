import { chooseModel, type ModelOption } from '../clip/choose-model.js';
import { clipOptions } from '../clip/clip-options.js';
import { OptionError } from '../core/errors.js';
import type { FrameSize, SaliencyMap } from '../core/frame.js';
import { levelsOption, parseLevels } from '../core/levels.js';
import { type OptionInput, optionTable, resolveOptions, takeOptions } from '../core/options.js';
import type { RgbPicture } from '../core/picture.js';
import { checkOutput } from '../files/output-file.js';
import { overwriteOptions } from '../files/overwrite-options.js';
import { defaultMaxImagePixels, readImage } from '../images/read-image.js';
import { scaleMap } from '../images/scale-map.js';
import { checkImageOutput, writeMap, writeRgb } from '../images/write-image.js';
import { manifoldRanking } from '../models/manifold-ranking.js';
import { defaultModel, heatmapModel } from '../models/registry.js';
import { rankSuperpixels } from '../ranking/rank-superpixels.js';
import { HeatmapComposite } from '../render/heatmap-composite.js';
import { type OverlayOptions, overlayOptions } from '../render/overlay-options.js';
import { pictureRow } from '../render/picture-row.js';
import { spreadLevels } from '../render/spread-levels.js';
import { stagePanel } from '../render/stage-panel.js';
import { segment } from '../superpixels/segment.js';
import { mapStill } from './map-still.js';
import { isNpy, writeNpy } from './write/npy-maps.js';

/** How a still is analyzed and written. */
export const imageOptions = optionTable({
  kind: {
    type: 'choice',
    choices: ['map', 'overlay', 'stages'],
    default: 'map',
    summary: 'the map, a heatmap over the picture, or the stages of manifold ranking side by side',
  },
  model: clipOptions.model,
  analysisSize: clipOptions.analysisSize,
  bitDepth: {
    type: 'number',
    values: [8, 16],
    min: 8,
    max: 16,
    default: 8,
    summary: 'bits of a gray level of a map; 16 in PNG and TIFF only',
  },
  levels: { ...levelsOption, summary: 'spread the values of a map from low to high' },
  maxPixels: {
    type: 'number',
    integer: true,
    min: 1,
    max: 2 ** 31 - 1,
    default: defaultMaxImagePixels,
    summary: 'refuse pictures of more pixels',
  },
  ...overwriteOptions,
});

const lookOptions = optionTable({
  overlay: { type: 'group', options: overlayOptions, summary: 'how the heatmap of an overlay looks' },
});

/** Options of {@link convertImage}. */
export interface ConvertImageOptions
  extends Omit<OptionInput<typeof imageOptions>, 'model'>,
    OptionInput<typeof lookOptions> {
  /** Saliency model: its name, the path of a module that exports it, or `{ module, name }`. */
  readonly model?: ModelOption | undefined;
  /** Options of the model, by name; `models` lists them. */
  readonly modelOptions?: Readonly<Record<string, unknown>>;
  /** Ends the work between its steps; nothing is written then, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Turns a picture into its saliency map at the picture's own size, a heatmap over the picture, or a panel of the
 * stages of manifold ranking at the analysis size.
 *
 * @param input - a JPEG, PNG, WebP, AVIF, TIFF or GIF file.
 * @param output - a file; its extension tells the format. A map may be `.npy`: float32 of the shape (height, width).
 * @throws {OptionError} for a value or path that cannot be used; `InputError` for a file that is not a picture.
 */
export async function convertImage(input: string, output: string, options: ConvertImageOptions = {}): Promise<void> {
  const { model: chosen, modelOptions, signal, ...given } = options;
  const [{ overlay: heat }, others] = takeOptions(lookOptions, given);
  const { force, ...flags } = resolveOptions(imageOptions, others);
  const model = await chooseModel(chosen ?? (flags.kind === 'overlay' ? heatmapModel : defaultModel), modelOptions);
  if (flags.kind === 'stages' && model.name !== manifoldRanking.name) {
    throw OptionError.of('kind', `expected map or overlay, since ${model.name} has no stages, got stages`);
  }
  const bits = flags.bitDepth === 16 ? 16 : 8;
  const [ofHeatmap] = Object.entries(options.overlay ?? {}).filter(([, value]) => value !== undefined);
  if (ofHeatmap !== undefined && flags.kind !== 'overlay') {
    throw OptionError.of(ofHeatmap[0], `expected an overlay, which has a heatmap, got ${flags.kind}`);
  }
  if (bits === 16 && flags.kind !== 'map')
    throw OptionError.of('bitDepth', 'expected 8 for a picture in color, got 16');
  if (flags.levels !== undefined && flags.kind !== 'map')
    throw OptionError.of('levels', `expected a map, whose values they spread, got ${flags.kind}`);
  const levels = parseLevels(flags.levels ?? 'none');
  const target = { force, input, signal };
  const array = flags.kind === 'map' && isNpy(output);
  if (array) await checkOutput({ path: output, input, folder: undefined, force });
  else await checkImageOutput(output, { ...target, bits });

  const small = await readImage(input, { longSide: flags.analysisSize, maxPixels: flags.maxPixels, signal });
  signal?.throwIfAborted();
  if (flags.kind === 'stages') {
    await writeRgb(drawStages(small, model.options), output, target);
    return;
  }
  const map = await mapStill(small, model);
  if (array) {
    signal?.throwIfAborted();
    await writeNpy(map, small.original, { path: output, input, force });
    return;
  }
  if (flags.kind === 'map') {
    if (levels !== undefined) spreadLevels(map.data, levels, map.data);
    await writeMap(map, output, { ...target, size: small.original, bits });
    return;
  }
  const full = await readImage(input, { maxPixels: flags.maxPixels, signal });
  await writeRgb(compose(full, await scaleMap(map, full), heat), output, target);
}

/** The stages are those of the paper; options that it shares with what serves clips apply. */
function drawStages({ data, width, height }: RgbPicture, options: Readonly<Record<string, unknown>>): RgbPicture {
  const picture = { rgb: data, width, height };
  const { superpixels, compactness, theta, alpha } = options as Readonly<Record<string, number | undefined>>;
  const labels = segment({ ...picture, superpixels, compactness });
  return stagePanel({ ...picture, labels, ...rankSuperpixels({ ...picture, labels, theta, alpha }) });
}

function compose(picture: RgbPicture, map: SaliencyMap, options: OverlayOptions): RgbPicture {
  const size: FrameSize = { width: picture.width, height: picture.height };
  const data = new HeatmapComposite(size, options).paint(picture.data, map.data);
  return options.sideBySide ? pictureRow([picture.data, data], size, 0) : { ...size, data };
}
