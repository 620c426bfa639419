import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { Timestamp } from '../core/frame.js';

const compress = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const expand = promisify<Uint8Array, Buffer>(inflate);

/** A map as it waits for its turn. */
export interface SpooledMap {
  readonly time: Timestamp;
  /** Levels of the map, deflated. */
  readonly data: Uint8Array;
}

/** The maps of one segment on their way from whoever makes them to whoever needs them, in order, compressed. */
export class MapSpool {
  /** The maps that have not been read, or all where they are kept. */
  readonly maps: SpooledMap[] = [];
  readonly #keeps: boolean;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  /** @param keeps - whether maps stay when they are read. */
  constructor(keeps: boolean) {
    this.#keeps = keeps;
  }

  /** Takes a map; its levels are lent during the call. */
  async add(time: Timestamp, levels: Uint8Array): Promise<void> {
    // The fastest level: maps are smooth or flat, and little is gained beyond it.
    this.maps.push({ time, data: await compress(levels, { level: 1 }) });
    this.#wake();
  }

  /** Takes a map as another spool gave it. */
  addSpooled(map: SpooledMap): void {
    this.maps.push(map);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.#wake();
  }

  /** All maps in order, as they come. */
  async *read(): AsyncGenerator<{ time: Timestamp; levels: Uint8Array }, void> {
    for (let next = 0; ; ) {
      while (next >= this.maps.length) {
        if (this.#failure) throw this.#failure.error;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const { time, data } = this.#keeps ? this.maps[next++]! : this.maps.shift()!;
      yield { time, levels: await expand(data) };
    }
  }
}
