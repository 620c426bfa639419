import type { Clip } from '../clip/clip.js';
import type { ClipOptions } from '../clip/clip-options.js';
import { planClip } from '../clip/clip-plan.js';
import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { type OptionInput, optionTable, takeOptions } from '../core/options.js';
import { planAnalysis } from './analyze/analysis-sink.js';
import { mapOutput, overlayOutput } from './write/clip-outputs.js';
import { type ConvertResult, type OutputOptions, outputOptions } from './write/conversion.js';
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
});

/** Options of {@link convert}. */
export interface ConvertOptions extends ClipOptions, OutputOptions, OptionInput<typeof convertOptions> {}

/**
 * Turns a clip into a saliency video: gray, white where the eye goes, a frame for each frame of the clip at the same
 * instant.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a file, whose extension tells the container; a folder of pictures for the format `png`; `-` for standard output.
 * @throws {OptionError} for a value or path that cannot be used; `InputError` for a file that cannot; `FfmpegError`
 * when FFmpeg is missing, cannot do what is asked, or fails. Nothing is left behind then.
 */
export async function convert(input: string, output: string, options: ConvertOptions = {}): Promise<ConvertResult> {
  const [{ overlay, ...look }, others] = takeOptions(convertOptions, options);
  const [{ encoding, force, analysis, ...run }, { onProgress, ...rest }] = takeOptions(outputOptions, others);
  const plan = await planClip(rest);
  if (look.refine && look.size !== 'clip') throw OptionError.of('refine', `expected size clip, got ${look.size}`);
  const outputs = [mapOutput({ path: output, encoding, force }, (clip) => sizeOf(look.size, clip), look.refine)];
  if (overlay !== undefined) outputs.push(overlayOutput({ ...overlay, force }, overlay));
  return writeClip(input, plan, { ...run, force, onProgress }, outputs, planAnalysis(input, analysis, force));
}

/** The size that the text asks for; undefined for the clip's own. */
function sizeOf(text: string, clip: Clip): FrameSize | undefined {
  if (text === 'clip') return undefined;
  if (text === 'analysis') return clip.size;
  const [width, height] = text.split('x').map(Number);
  return { width: width!, height: height! };
}
