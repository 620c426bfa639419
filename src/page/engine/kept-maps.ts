import type { FrameSize } from '../../browser.js';
import { unpackMap } from './map-store.js';
import type { FromWorker } from './messages.js';

/** Maps that are asked for at a time: some hundred kilobytes. */
const BATCH = 32;

/** The way from the worker to the maps that the session keeps in the other thread. */
export class KeptMaps {
  readonly #post: (message: FromWorker) => void;
  readonly #waiting = new Map<number, (maps: readonly (Uint8Array | undefined)[]) => void>();
  #last = 0;

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  /** Takes in an answer of the session. */
  receive(id: number, maps: readonly (Uint8Array | undefined)[]): void {
    this.#waiting.get(id)?.(maps);
    this.#waiting.delete(id);
  }

  /** Gives the levels of one map; undefined where there is none. */
  async levels(index: number, size: FrameSize): Promise<Uint8Array | undefined> {
    const [packed] = await this.#ask(index, index + 1);
    return packed && unpackMap(packed, size);
  }

  /** Makes a reader for maps that are wanted one after the other. */
  inOrder(size: FrameSize, frames: number): (index: number) => Promise<Uint8Array | undefined> {
    let [start, batch]: [number, readonly (Uint8Array | undefined)[]] = [0, []];
    return async (index) => {
      // A map that was not there may be there now.
      if (batch[index - start] === undefined)
        [start, batch] = [index, await this.#ask(index, Math.min(frames, index + BATCH))];
      const packed = batch[index - start];
      return packed && unpackMap(packed, size);
    };
  }

  #ask(from: number, to: number): Promise<readonly (Uint8Array | undefined)[]> {
    return new Promise((resolve) => {
      const id = ++this.#last;
      this.#waiting.set(id, resolve);
      this.#post({ kind: 'want', id, from, to });
    });
  }
}
