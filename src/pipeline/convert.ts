import type { Clip } from '../clip/clip.js';
import type { ClipOptions } from '../clip/clip-options.js';
import { planClip } from '../clip/clip-plan.js';
import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { levelsOption, parseLevels } from '../core/levels.js';
import { type OptionInput, optionTable, resolveOptions, takeOptions } from '../core/options.js';
import { encodingOptions } from '../video/encode/encoding-options.js';
import { planAnalysis } from './analyze/analysis-sink.js';
import { mapOutput, overlayOutput } from './write/clip-outputs.js';
import { type ConvertResult, type OutputOptions, outputOptions } from './write/conversion.js';
import { bothSinks, planNpyMaps } from './write/npy-maps.js';
import { overlayTargetOptions } from './write/overlay-target.js';
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
    summary: 'size of the saliency video',
  },
  refine: {
    type: 'boolean',
    default: false,
    summary: "follow the outlines in the clip's own pixels, at its full size",
  },
  /** Default: `matte` where the map is refined, else `none`. */
  levels: { ...levelsOption, summary: 'spread the values from low to high; matte with --refine, else none' },
});

/** How maps are encoded: as pictures are, or as arrays for NumPy. */
export const mapEncodingOptions = optionTable({
  ...encodingOptions,
  format: {
    type: 'choice',
    choices: [...encodingOptions.format.choices, 'npy'],
    summary: 'container, where the name of the output does not say it; npy is a folder of float32 arrays',
  },
});

/** Options of {@link convert}. */
export interface ConvertOptions
  extends ClipOptions,
    Omit<OutputOptions, 'encoding'>,
    OptionInput<typeof convertOptions> {
  /** How the output is encoded; what is left out follows the container. The format `npy` gives a folder of arrays. */
  readonly encoding?: OptionInput<typeof mapEncodingOptions> | undefined;
}

/**
 * Turns a clip into a saliency video: gray, white where the eye goes, a frame for each frame of the clip at the same
 * instant.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a file, whose extension tells the container; a folder for the formats `png` (pictures) and `npy`
 * (arrays); `-` for standard output.
 * @throws {OptionError} for a value or path that cannot be used; `InputError` for a file that cannot; `FfmpegError`
 * when FFmpeg is missing, cannot do what is asked, or fails. Nothing is left behind then.
 */
export async function convert(input: string, output: string, options: ConvertOptions = {}): Promise<ConvertResult> {
  const { encoding: given, ...shared } = options;
  const { format, ...how } = resolveOptions(mapEncodingOptions, given);
  const arrays = format === 'npy';
  const [{ overlay, ...look }, withoutLook] = takeOptions(convertOptions, shared);
  const others = { ...withoutLook, encoding: { ...how, format: format === 'npy' ? undefined : format } };
  const [{ encoding, force, analysis, ...run }, { onProgress, ...rest }] = takeOptions(outputOptions, others);
  const plan = await planClip(rest);
  if (look.refine && look.size !== 'clip') throw OptionError.of('refine', `expected size clip, got ${look.size}`);
  if (arrays && look.refine) throw OptionError.of('refine', 'expected pictures, got arrays');
  if (arrays && look.levels !== undefined) throw OptionError.of('levels', 'expected pictures, got arrays');
  if (arrays && run.resume) throw OptionError.of('resume', 'expected pictures, got arrays, which are not rounded');
  if (arrays && run.queue !== undefined)
    throw OptionError.of('queue', 'expected pictures, got arrays, which are not rounded');
  const size = (clip: Clip) => sizeOf(look.size, clip);
  const levels = parseLevels(look.levels ?? (look.refine ? 'matte' : 'none'));
  const outputs = arrays ? [] : [mapOutput({ path: output, encoding, force }, size, look.refine, levels)];
  if (overlay !== undefined) outputs.push(overlayOutput({ ...overlay, force }, overlay));
  const analyzed = planAnalysis(input, analysis, force);
  if (!arrays) return writeClip(input, plan, { ...run, force, onProgress }, outputs, analyzed);
  const sink = bothSinks(planNpyMaps({ path: output, input, force }, size), analyzed);
  // Several jobs would round maps that wait for their turn.
  return writeClip(input, plan, { ...run, jobs: 1, force, onProgress }, outputs, sink);
}

/** The size that the text asks for; undefined for the clip's own. */
function sizeOf(text: string, clip: Clip): FrameSize | undefined {
  if (text === 'clip') return undefined;
  if (text === 'analysis') return clip.size;
  const [width, height] = text.split('x').map(Number);
  return { width: width!, height: height! };
}
