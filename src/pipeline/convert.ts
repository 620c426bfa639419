import type { Clip } from '../clip/clip.js';
import type { ClipOptions } from '../clip/clip-options.js';
import { planClip } from '../clip/clip-plan.js';
import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { type OptionInput, optionTable, resolveOptions } from '../core/options.js';
import { overlayOptions } from '../render/overlay-options.js';
import type { encodingOptions } from '../video/encode/encoding-options.js';
import { planAnalysis } from './analyze/analysis-sink.js';
import { mapOutput, overlayOutput } from './write/clip-outputs.js';
import type { ConvertResult, OutputOptions } from './write/conversion.js';
import { writeClip } from './write/write-clip.js';

/** How the saliency video looks. */
export const mapVideoOptions = optionTable({
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

/** An overlay that is written in the same pass as the saliency video. */
export interface OverlayTarget extends OptionInput<typeof overlayOptions> {
  readonly path: string;
  /** How it is encoded; what is left out follows the container. */
  readonly encoding?: OptionInput<typeof encodingOptions>;
}

/** Options of {@link convert}. */
export interface ConvertOptions extends ClipOptions, OutputOptions, OptionInput<typeof mapVideoOptions> {
  /** Writes a heatmap overlay too: its path, or its path and options. */
  readonly overlay?: string | OverlayTarget;
}

/**
 * Turns a clip into a saliency video: gray, white where the eye goes, a frame for each frame of the clip at the same
 * instant.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a file, whose extension tells the container; a folder for PNG pictures; `-` for standard output.
 * @throws {OptionError} for a value or path that cannot be used; `InputError` for a file that cannot; `FfmpegError`
 * when FFmpeg is missing, cannot do what is asked, or fails. Nothing is left behind then.
 */
export async function convert(input: string, output: string, options: ConvertOptions = {}): Promise<ConvertResult> {
  const { overlay, size, refine, encoding, force, analysis, jobs, dryRun, resume, onProgress, ...rest } = options;
  const plan = await planClip(rest);
  const look = resolveOptions(mapVideoOptions, { size, refine });
  if (look.refine && look.size !== 'clip') throw new OptionError(`refine: expected size clip, got ${look.size}`);
  const { path, encoding: heatEncoding, ...heatLook } = typeof overlay === 'object' ? overlay : { path: overlay };
  const heat = resolveOptions(overlayOptions, heatLook);
  const outputs = [mapOutput({ path: output, encoding, force }, (clip) => sizeOf(look.size, clip), look.refine)];
  if (path !== undefined) outputs.push(overlayOutput({ path, encoding: heatEncoding, force }, heat));
  return writeClip(
    input,
    plan,
    { jobs, force, dryRun, resume, onProgress },
    outputs,
    planAnalysis(input, analysis, force),
  );
}

/** The size that the text asks for; undefined for the clip's own. */
function sizeOf(text: string, clip: Clip): FrameSize | undefined {
  if (text === 'clip') return undefined;
  if (text === 'analysis') return clip.size;
  const [width, height] = text.split('x').map(Number);
  return { width: width!, height: height! };
}
