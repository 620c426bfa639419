import type { Frame, FrameSize } from '../../browser.js';
import type { ClipSource } from './clip-source.js';
import type { FramePixels } from './frame-pixels.js';
import type { PictureCount } from './picture-count.js';

/** Reads the frames of a clip for a model: scaled, with their own timestamps, in buffers that are used again. */
export class ClipFrames {
  /** The decoder's failure, where it stopped before the end. */
  failure: unknown;
  readonly #source: ClipSource;
  readonly #pixels: FramePixels;
  readonly #size: FrameSize;
  readonly #count: PictureCount;
  readonly #free: Uint8Array[] = [];

  constructor(source: ClipSource, pixels: FramePixels, size: FrameSize, count: PictureCount) {
    this.#source = source;
    this.#pixels = pixels;
    this.#size = size;
    this.#count = count;
  }

  /** Gives the frames from one on; ends where the decoder fails, and keeps why in `failure`. */
  async *from(first: number): AsyncGenerator<Frame, void> {
    const { times, timeBase } = this.#source.facts;
    try {
      for await (const picture of this.#source.pictures(first)) {
        const data = this.#free.pop() ?? new Uint8Array(3 * this.#size.width * this.#size.height);
        try {
          data.set(await this.#pixels.read(picture.sample));
        } finally {
          this.#count.close(picture);
        }
        const pts = Math.round((times[picture.index]! * timeBase.den) / timeBase.num);
        const release = () => {
          this.#free.push(data);
        };
        yield { ...this.#size, index: picture.index, time: { pts, timeBase }, data, release };
      }
    } catch (error) {
      this.failure = error;
    }
  }
}
