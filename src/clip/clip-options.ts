import { OptionError } from '../core/errors.js';
import { type OptionInput, type OptionValues, optionTable } from '../core/options.js';
import type { TimeRange } from '../core/time-range.js';
import { defaultModel } from '../models/registry.js';
import { defaultMaxPixels } from '../video/ffmpeg/clip-input.js';
import type { ModelOption } from './choose-model.js';

/** What a clip may cost at most. What exceeds a limit is refused, or ended where no header tells of it. */
const limitOptions = optionTable({
  maxPixels: {
    type: 'number',
    integer: true,
    min: 1,
    max: 2 ** 31 - 1,
    default: defaultMaxPixels,
    summary: 'refuse clips whose pictures have more pixels',
  },
  maxDuration: {
    type: 'number',
    min: 0.001,
    max: 10_000_000,
    default: 86_400,
    summary: 'refuse clips, or parts of clips, that last longer, in seconds',
  },
  maxFrames: {
    type: 'number',
    integer: true,
    min: 1,
    max: 2 ** 31 - 1,
    default: 20_000_000,
    summary: 'refuse clips of more frames',
  },
  timeout: {
    type: 'number',
    min: 0.001,
    max: 2_000_000,
    default: 604_800,
    summary: 'give up a clip that takes longer to be done, in seconds',
  },
});

/** What is analyzed of a clip, and how. */
export const clipOptions = optionTable({
  model: {
    type: 'text',
    placeholder: 'name',
    default: defaultModel,
    summary:
      'saliency model, the path of a module that exports one, or several with commas between; see `saliency models`',
  },
  analysisSize: {
    type: 'number',
    integer: true,
    min: 1,
    max: 4096,
    default: 400,
    summary: 'long side of the frames that the model sees, in pixels',
  },
  start: { type: 'time', summary: 'where to begin' },
  end: { type: 'time', summary: 'where to stop' },
  duration: { type: 'time', summary: 'how much to do, in place of an end' },
  stream: {
    type: 'number',
    integer: true,
    min: 0,
    max: 10_000,
    summary: 'video stream, as an index among all streams of the file',
  },
  deinterlace: { type: 'boolean', default: false, summary: 'deinterlace before the analysis' },
  strict: { type: 'boolean', default: false, summary: 'fail when the clip is damaged or ends early, and keep nothing' },
  ...limitOptions,
});

/** Where FFmpeg is, in place of the one that is found. */
export const binaryOptions = optionTable({
  ffmpeg: { type: 'text', placeholder: 'path', summary: 'ffmpeg to use' },
  ffprobe: { type: 'text', placeholder: 'path', summary: 'ffprobe to use' },
});

/** Options of every function that works on a clip. */
export interface ClipOptions extends Omit<OptionInput<typeof clipOptions>, 'model'>, OptionInput<typeof binaryOptions> {
  /** Saliency model: its name, the path of a module that exports it, or `{ module, name }`. */
  readonly model?: ModelOption | undefined;
  /** Options of the model, by name; `models` lists them. */
  readonly modelOptions?: Readonly<Record<string, unknown>>;
  /** Ends the work; what was begun is removed, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/** @throws {OptionError} for an end and a duration together, and for a part without length. */
export function timeRange({
  start,
  end,
  duration,
}: Pick<OptionValues<typeof clipOptions>, 'start' | 'end' | 'duration'>): TimeRange {
  if (end !== undefined && duration !== undefined) {
    throw OptionError.of('duration', 'expected an end or a duration, got both');
  }
  if (duration === 0) throw OptionError.of('duration', 'expected more than 0 seconds, got 0');
  if (end !== undefined && end <= (start ?? 0)) {
    throw OptionError.of('end', `expected a time after the start (${start ?? 0}), got ${end}`);
  }
  return { start, end: duration === undefined ? end : (start ?? 0) + duration };
}
