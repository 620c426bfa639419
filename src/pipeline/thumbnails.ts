import { extname, join } from 'node:path';
import type { StillRecord } from '../analysis/record/analysis.js';
import { aspectOption } from '../analysis/reframe/aspect.js';
import { stillCrop } from '../analysis/reframe/still-crop.js';
import { stillCount } from '../analysis/shots/still-count.js';
import type { Clip } from '../clip/clip.js';
import type { ClipOptions } from '../clip/clip-options.js';
import { planClip } from '../clip/clip-plan.js';
import { readFrame } from '../clip/read-frame.js';
import { InputError, OptionError } from '../core/errors.js';
import { type OptionInput, optionTable, takeOptions } from '../core/options.js';
import { prepareOutput } from '../files/output-file.js';
import { imageFormatOf, imageFormats } from '../images/image-formats.js';
import { writeRgb } from '../images/write-image.js';
import { cropPicture } from '../render/crop-picture.js';
import { analyzerOf } from './analyze/analysis-options.js';
import type { ConvertResult, OutputOptions } from './write/conversion.js';
import { passOptions } from './write/pass-options.js';
import type { ClipSink } from './write/planned-sink.js';
import { writeClip } from './write/write-clip.js';

/** Which stills are taken of a clip, and how they are written. */
export const thumbnailOptions = optionTable({
  count: {
    ...stillCount,
    summary: 'stills, fewer where pictures repeat',
  },
  aspect: { ...aspectOption, summary: 'crop to a shape around the subject, such as 1:1' },
  format: {
    type: 'choice',
    choices: imageFormats,
    summary: "format of the pictures; default: the output name's extension, jpeg in a folder",
  },
});

/** Matches the names of stills in a folder: rank, timecode, format. */
const stillNames = /^\d{2,}_\d+-\d+-\d+-\d+\.(jpg|png|webp|avif|tiff)$/;

/** Options of {@link thumbnails}. */
export interface ThumbnailOptions
  extends ClipOptions,
    Pick<OutputOptions, 'onProgress'>,
    OptionInput<typeof thumbnailOptions>,
    OptionInput<typeof passOptions> {}

/** What was written, and of which frames. */
export interface ThumbnailResult extends ConvertResult {
  /** Best first; each was written to the path of the same position in `outputs`. */
  readonly stills: readonly StillRecord[];
}

/**
 * Writes the best stills of a clip that differ from each other, at its full size with square pixels: sharp, confident,
 * typical of their shots.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a folder that takes `01_00-00-03-12.jpg` and so on: rank and timecode; or a picture's name, for a
 * count of 1.
 * @throws as `convert` does, and {InputError} for a clip whose frames are all black or of one color.
 */
export async function thumbnails(
  input: string,
  output: string,
  options: ThumbnailOptions = {},
): Promise<ThumbnailResult> {
  const [pass, others] = takeOptions(passOptions, options);
  const [{ format, ...look }, { onProgress, ...rest }] = takeOptions(thumbnailOptions, others);
  const { force } = pass;
  const folder = /[/\\]$/.test(output) || extname(output) === '';
  if (!folder && imageFormatOf(output) !== (format ?? imageFormatOf(output))) {
    throw OptionError.of('format', `expected ${imageFormatOf(output)} for "${output}", got ${format}`);
  }
  if (!folder && look.count > 1) {
    throw OptionError.of('output', `expected a folder for ${look.count} stills, got "${output}"`);
  }
  const names = folder ? stillNames : undefined;
  const request = { path: output, input: input === '-' ? undefined : input, folder: names, force };
  let [stills, outputs]: [readonly StillRecord[], readonly string[]] = [[], []];

  async function open(clip: Clip): Promise<ClipSink> {
    const analyzer = analyzerOf(clip, input, { stills: look.count });
    const write = async (still: StillRecord, path: string) => {
      const picture = await readFrame(clip, still.pts);
      const { aspect } = look;
      const shown = aspect === undefined ? picture : cropPicture(picture, stillCrop(still, clip.info, aspect));
      await writeRgb(shown, path, { force });
    };
    return {
      async write(result) {
        analyzer.push(result);
      },
      async finish() {
        stills = analyzer.finish().summary.stills;
        if (stills.length === 0) {
          throw new InputError(`${analyzer.clip.name}: no still to take, all frames are black or of one color`);
        }
        outputs = folder
          ? await writeFolder(stills, request, format ?? 'jpeg', write)
          : await write(stills[0]!, output).then(() => [output]);
      },
      commit: async () => {},
      abort: async () => {},
    };
  }

  const planned = {
    ...(folder ? { folders: [{ path: output, names: stillNames }] } : { files: [output] }),
    measures: () => ({}),
    open,
  };
  const written = await writeClip(input, await planClip(rest), { ...pass, onProgress }, [], planned);
  return { ...written, outputs, stills };
}

/** Writes all stills to a folder, or none. */
async function writeFolder(
  stills: readonly StillRecord[],
  request: Parameters<typeof prepareOutput>[0],
  format: string,
  write: (still: StillRecord, path: string) => Promise<void>,
): Promise<string[]> {
  const pending = await prepareOutput(request);
  try {
    const names = stills.map(({ timecode }, i) => {
      const rank = String(i + 1).padStart(2, '0');
      return `${rank}_${timecode.replace(/[:;]/g, '-')}.${format === 'jpeg' ? 'jpg' : format}`;
    });
    for (const [i, still] of stills.entries()) await write(still, join(pending.temporary, names[i]!));
    await pending.commit();
    return names.map((name) => join(request.path, name));
  } catch (error) {
    await pending.discard();
    throw error;
  }
}
