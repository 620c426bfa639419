import type { Clip } from '../clip/clip.js';
import type { ClipOptions } from '../clip/clip-options.js';
import { planClip } from '../clip/clip-plan.js';
import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { levelsOption, parseLevels } from '../core/levels.js';
import { type OptionInput, type OptionValues, optionTable, resolveOptions, takeOptions } from '../core/options.js';
import { isRoiFormat, type RoiFormatName, roiFormatNames } from '../render/roi-formats.js';
import { extensionFor } from '../video/encode/containers.js';
import { encodingOptions } from '../video/encode/encoding-options.js';
import { planAnalysis } from './analyze/analysis-sink.js';
import { mapOutput, overlayOutput } from './write/clip-outputs.js';
import { type ConvertResult, type OutputOptions, outputOptions } from './write/conversion.js';
import { bothSinks, planNpyMaps } from './write/npy-maps.js';
import { overlayTargetOptions } from './write/overlay-target.js';
import { planRoiMaps } from './write/roi-maps.js';
import { writeClip } from './write/write-clip.js';

/** How the saliency video looks, and what is written beside it. */
export const convertOptions = optionTable({
  overlay: {
    type: 'file',
    options: overlayTargetOptions,
    summary: 'write a heatmap overlay too, in the same pass, encoded as its container usually is',
  },
  size: {
    type: 'text',
    placeholder: 'WxH',
    expected: 'clip, analysis or WxH in pixels',
    pattern: /^(clip|analysis|[1-9]\d{0,4}x[1-9]\d{0,4})$/,
    default: 'clip',
    summary: 'size of the saliency video, or with a roi format of the video that will be encoded',
  },
  refine: {
    type: 'boolean',
    default: false,
    summary: "follow the outlines in the clip's own pixels, at its full size",
  },
  /** Default: `matte` where the map is refined, and for the roi formats; else `none`. */
  levels: {
    ...levelsOption,
    summary: 'spread the values from low to high; matte with --refine or a roi format, else none',
  },
  /** Default: 6, which halves and doubles the quantizer. */
  roiStrength: {
    type: 'number',
    min: 1,
    max: 20,
    summary: 'with a roi format: QP by which blocks that stand out are finer and others coarser; default 6',
  },
});

/** How maps are encoded: as pictures are, as arrays for NumPy, or as what encoders are told of the blocks of frames. */
export const mapEncodingOptions = optionTable({
  ...encodingOptions,
  format: {
    type: 'choice',
    choices: [...encodingOptions.format.choices, 'npy', ...roiFormatNames],
    summary:
      'container, where the name of the output does not say it; npy is a folder of float32 arrays, the roi formats are texts for encoders',
  },
});

/** Options of {@link convert}. */
export interface ConvertOptions
  extends ClipOptions,
    Omit<OutputOptions, 'encoding'>,
    OptionInput<typeof convertOptions> {
  /** How the output is encoded; what is left out follows the container. The format `npy` gives a folder of arrays, the roi formats a text. */
  readonly encoding?: OptionInput<typeof mapEncodingOptions> | undefined;
}

/**
 * Turns a clip into a saliency video: gray, white where the eye goes, a frame for each frame of the clip at the same
 * instant.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a file, whose extension tells the container; a folder for the formats `png` (pictures) and `npy`
 * (arrays); a text for the roi formats, which tells an encoder where bits are worth most; `-` for standard output.
 * @throws {OptionError} for a value or path that cannot be used; `InputError` for a file that cannot; `FfmpegError`
 * when FFmpeg is missing, cannot do what is asked, or fails. Nothing is left behind then.
 */
export async function convert(input: string, output: string, options: ConvertOptions = {}): Promise<ConvertResult> {
  const { encoding: given, ...shared } = options;
  const { format, ...how } = resolveOptions(mapEncodingOptions, given);
  const [{ overlay, roiStrength, ...look }, withoutLook] = takeOptions(convertOptions, shared);
  const plain = format === 'npy' || isRoiFormat(format) ? format : undefined;
  const others = {
    ...withoutLook,
    encoding: { ...how, format: format === 'npy' || isRoiFormat(format) ? undefined : format },
  };
  const [{ encoding, force, analysis, ...run }, { onProgress, ...rest }] = takeOptions(outputOptions, others);
  const plan = await planClip(rest);
  if (look.refine && look.size !== 'clip') throw OptionError.of('refine', `expected size clip, got ${look.size}`);
  if (plain !== undefined) refusePictureOptions(plain, { ...look, ...given });
  if (plain === 'npy' && run.resume) {
    throw OptionError.of('resume', 'expected pictures, got arrays, which are not rounded');
  }
  if (plain === 'npy' && run.queue !== undefined) {
    throw OptionError.of('queue', 'expected pictures, got arrays, which are not rounded');
  }
  if (roiStrength !== undefined && !isRoiFormat(plain)) {
    throw OptionError.of('roiStrength', `expected one of the formats ${roiFormatNames.join(', ')}`);
  }
  const size = (clip: Clip) => sizeOf(look.size, clip);
  const levels = parseLevels(look.levels ?? (look.refine || isRoiFormat(plain) ? 'matte' : 'none'));
  const outputs = plain === undefined ? [mapOutput({ path: output, encoding, force }, size, look.refine, levels)] : [];
  if (overlay !== undefined) outputs.push(overlayOutput({ ...overlay, force }, overlay));
  const analyzed = planAnalysis(input, analysis, force);
  if (plain === undefined) return writeClip(input, plan, { ...run, force, onProgress }, outputs, analyzed);
  const target = { path: output, input, force };
  if (isRoiFormat(plain)) {
    const roi = planRoiMaps({ ...target, format: plain, strength: roiStrength ?? 6, levels }, size);
    return writeClip(input, plan, { ...run, force, onProgress }, outputs, bothSinks(roi, analyzed));
  }
  const sink = bothSinks(planNpyMaps(target, size), analyzed);
  // Several jobs would round maps that wait for their turn.
  return writeClip(input, plan, { ...run, jobs: 1, force, onProgress }, outputs, sink);
}

/** Gives the extension of maps whose name is derived from their input's, as `extensionFor` does for videos. */
export function mapExtensionFor(input: string, format?: OptionValues<typeof mapEncodingOptions>['format']): string {
  if (format === 'npy') return '/';
  return isRoiFormat(format) ? '.roi.txt' : extensionFor(input, format);
}

/** @throws {OptionError} for what only pictures have. */
function refusePictureOptions(format: 'npy' | RoiFormatName, values: Readonly<Record<string, unknown>>): void {
  const what = format === 'npy' ? 'arrays' : `the format ${format}`;
  if (values.refine === true) throw OptionError.of('refine', `expected pictures, got ${what}`);
  const names = format === 'npy' ? ['levels'] : Object.keys(encodingOptions);
  const name = names.find((one) => one !== 'format' && values[one] !== undefined);
  if (name !== undefined) throw OptionError.of(name, `expected pictures, got ${what}`);
}

/** The size that the text asks for; undefined for the clip's own. */
function sizeOf(text: string, clip: Clip): FrameSize | undefined {
  if (text === 'clip') return undefined;
  if (text === 'analysis') return clip.size;
  const [width, height] = text.split('x').map(Number);
  return { width: width!, height: height! };
}
