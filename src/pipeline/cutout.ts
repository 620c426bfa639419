import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Clip } from '../clip/clip.js';
import type { ClipOptions } from '../clip/clip-options.js';
import { type ClipPlan, planClip } from '../clip/clip-plan.js';
import { readColor } from '../core/color-names.js';
import { OptionError } from '../core/errors.js';
import { levelsOption, parseLevels } from '../core/levels.js';
import { type OptionInput, optionTable, takeOptions } from '../core/options.js';
import { readImage } from '../images/read-image.js';
import { writeRgb } from '../images/write-image.js';
import type { Background } from '../video/encode/encoder-job.js';
import { clipInput } from '../video/ffmpeg/clip-input.js';
import { planAnalysis } from './analyze/analysis-sink.js';
import { cutoutOutput } from './write/clip-outputs.js';
import { type ConvertResult, type OutputOptions, outputOptions } from './write/conversion.js';
import { writeClip } from './write/write-clip.js';

/** How a subject is cut out, and what is behind it. */
export const cutoutOptions = optionTable({
  background: {
    type: 'text',
    placeholder: 'what',
    expected: 'a color (#rrggbb, or a name such as black or green), blur, blur:n in pixels, or a picture or clip',
    accepts: (text) => text !== '' && !/^blur:(?!\d+(\.\d+)?$)/.test(text),
    summary: 'compose over this in place of transparency',
  },
  invert: { type: 'boolean', default: false, summary: 'cut out everything but what stands out' },
  premultiply: { type: 'boolean', default: false, summary: 'multiply colors with their alpha; straight otherwise' },
  levels: { ...levelsOption, default: 'matte', summary: 'spread the values of the matte from low to high' },
  refine: {
    type: 'boolean',
    default: true,
    summary: "follow the outlines in the clip's own pixels",
    negation: "scale the map up as it is, without following the outlines in the clip's own pixels: faster, and softer",
  },
});

/** Options of {@link cutout}. */
export interface CutoutOptions extends ClipOptions, OutputOptions, OptionInput<typeof cutoutOptions> {}

/** Reach of a blurred background where none is given, as a share of the long side. */
const USUAL_BLUR = 1 / 50;

const stills = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff'];

/**
 * Cuts what stands out of a clip: the clip's own frames with the map as their alpha, drawn to the outlines at full size,
 * their colors freed of the ground's at soft edges. Alpha is read back from what was written, and checked.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a file (`.mov`: ProRes 4444; `.webm`: VP9; `.mkv`: FFV1) or a folder for the format `png`; with a
 * background, any container.
 * @throws as `convert` does; also where the alpha that was written does not read back.
 */
export async function cutout(input: string, output: string, options: CutoutOptions = {}): Promise<ConvertResult> {
  const [look, others] = takeOptions(cutoutOptions, options);
  const [{ encoding, force, analysis, ...run }, { onProgress, ...rest }] = takeOptions(outputOptions, others);
  const { background: asked, refine, invert, premultiply } = look;
  if (premultiply && asked !== undefined) {
    throw OptionError.of('premultiply', 'expected transparency, which a background fills');
  }
  const plan = await planClip(rest);
  const levels = parseLevels(look.levels);
  const behind = asked === undefined ? undefined : await openBackground(asked, plan);
  try {
    const planned = cutoutOutput(
      { path: output, encoding, force },
      ({ info }) => ({
        kind: 'cutout',
        ...{ refine, levels, invert, premultiply },
        background: behind?.of(Math.max(info.width, info.height)),
      }),
      asked,
    );
    return await writeClip(input, plan, { ...run, force, onProgress }, [planned], planAnalysis(input, analysis, force));
  } finally {
    await behind?.close();
  }
}

/** A background that is ready to be used, until it is closed. */
interface OpenBackground {
  /** @param longSide - of the clip, in pixels. */
  of(longSide: number): Background;
  close(): Promise<void>;
}

/** @throws {OptionError} for text that is neither a color, nor a blur, nor the name of a file. */
async function openBackground(text: string, plan: ClipPlan): Promise<OpenBackground> {
  const close = async () => {};
  const rgb = readColor(text);
  if (rgb !== undefined) return { of: () => ({ kind: 'color', rgb }), close };
  const [blur, pixels] = /^blur(?::(.+))?$/.exec(text) ?? [];
  if (blur !== undefined) {
    return {
      of: (side) => ({ kind: 'blur', sigma: pixels === undefined ? USUAL_BLUR * side : Number(pixels) }),
      close,
    };
  }
  const found = await stat(text).catch(() => undefined);
  if (!found?.isFile()) {
    throw OptionError.of('background', `expected ${cutoutOptions.background.expected}, got "${text}"`);
  }
  if (stills.includes(extname(text).toLowerCase())) {
    // FFmpeg opens the pixels alone, whatever the file holds beside them.
    const path = join(tmpdir(), `saliency-background-${randomUUID()}.png`);
    await writeRgb(await readImage(text), path, { force: false, input: text, signal: plan.signal });
    return {
      of: () => ({ kind: 'file', options: ['-f', 'png_pipe'], path }),
      close: () => rm(path, { force: true }),
    };
  }
  const own = { ...plan, flags: { ...plan.flags, stream: undefined }, start: undefined, end: undefined };
  const clip = await Clip.open(text, own, { mapped: false });
  const { options } = clipInput(clip.info, {});
  return { of: () => ({ kind: 'file', options, path: clip.info.path }), close: () => clip.close() };
}
