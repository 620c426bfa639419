import type { Frame } from '../core/frame.js';
import { resolveOptions } from '../core/options.js';
import type { FrameSource } from '../core/stream.js';
import { Clip } from './clip.js';
import { type ClipOptions, clipOptions } from './clip-options.js';
import { planClip } from './clip-plan.js';

/** There is no model. */
const { model: _, ...frameOptions } = clipOptions;

/** Options of {@link openVideo}. */
export type OpenVideoOptions = Omit<ClipOptions, 'model' | 'modelOptions'>;

/**
 * Opens a clip for reading its frames, without a model: rgb24 at the analysis size, each with the stream's own
 * timestamp.
 *
 * A frame is lent until its `release` is called, and only a few are lent at a time. Leaving the loop ends FFmpeg.
 *
 * @param input - a path, or `-` for standard input.
 * @throws {InputError} when the file cannot be used.
 */
export async function openVideo(input: string, options: OpenVideoOptions = {}): Promise<FrameSource> {
  const { ffmpeg, ffprobe, signal, ...given } = options;
  resolveOptions(frameOptions, given);
  const clip = await Clip.open(input, planClip(options), { mapped: false });
  const frames = clip.frames();
  return {
    info: clip.info,
    get damage() {
      return frames.damage;
    },
    get warnings() {
      return clip.warnings;
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void> {
      try {
        yield* frames;
      } finally {
        await clip.close();
      }
    },
  };
}
