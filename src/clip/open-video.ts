import type { Frame } from '../core/frame.js';
import { resolveOptions } from '../core/options.js';
import type { VideoSource } from '../core/stream.js';
import { Clip } from './clip.js';
import { binaryOptions, type ClipOptions, clipOptions } from './clip-options.js';
import { planClip } from './clip-plan.js';

/** There is no model. */
const { model: _, ...frameOptions } = { ...clipOptions, ...binaryOptions };

/** Options of {@link openVideo}. */
export type OpenVideoOptions = Omit<ClipOptions, 'model' | 'modelOptions'>;

/** The frames of an open clip. Leaving the loop over them closes it; a clip that may not be looped over needs `close`. */
export interface OpenVideo extends VideoSource {
  /** Ends FFmpeg and removes what was made to read the input. Harmless when it is closed. */
  close(): Promise<void>;
}

/**
 * Opens a clip for reading its frames, without a model: rgb24 at the analysis size, each with the stream's own
 * timestamp.
 *
 * A frame is lent until its `release` is called, and only a few are lent at a time. Leaving the loop closes the clip.
 *
 * @param input - a path, or `-` for standard input.
 * @throws {InputError} when the file cannot be used.
 */
export async function openVideo(input: string, options: OpenVideoOptions = {}): Promise<OpenVideo> {
  const { signal: _, ...given } = options;
  resolveOptions(frameOptions, given);
  const clip = await Clip.open(input, await planClip(options), { mapped: false });
  const frames = clip.frames();
  let reader: AsyncGenerator<Frame, void> | undefined;
  async function* read(): AsyncGenerator<Frame, void> {
    try {
      yield* frames;
    } finally {
      await clip.close();
    }
  }
  return {
    info: clip.info,
    get damage() {
      return frames.damage;
    },
    get warnings() {
      return clip.warnings;
    },
    [Symbol.asyncIterator]() {
      reader = read();
      return reader;
    },
    async close() {
      await reader?.return();
      await clip.close();
    },
  };
}
