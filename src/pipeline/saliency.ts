import { Clip } from '../clip/clip.js';
import type { ClipOptions } from '../clip/clip-options.js';
import { planClip } from '../clip/clip-plan.js';
import type { FrameResult } from '../core/stream.js';

/**
 * Maps a clip frame by frame: yields every decoded frame with its saliency map, in order, each with its own timestamp.
 *
 * What is yielded is lent until the next result is asked for: copy what should stay. Frames are rgb24 at the analysis
 * size; maps hold width · height values in [0, 1]. Leaving the loop ends FFmpeg.
 *
 * @param input - a path, or `-` for standard input.
 * @throws {OptionError} for a value that cannot be used; {@link InputError} for a file that cannot; `FfmpegError` when
 * FFmpeg is missing or fails; `PartialInputError` at the end of a damaged clip when `strict` is set.
 */
export async function* saliency(input: string, options: ClipOptions = {}): AsyncGenerator<FrameResult, void> {
  const clip = await Clip.open(input, await planClip(options));
  try {
    yield* clip.map();
  } finally {
    await clip.close();
  }
}
