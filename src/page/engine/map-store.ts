import { inflateSync } from 'fflate';
import type { FrameSize } from '../../browser.js';
import { addAbove } from './row-delta.js';

/** Maps as they are kept: each by itself, so that any of them can be had at once. */
export class MapStore {
  readonly #packed: (Uint8Array | undefined)[] = [];
  /** Number of maps that are kept. */
  maps = 0;
  /** Bytes that they take up. */
  bytes = 0;

  /** @param packed - as `packMap` makes it; the store's from now on. */
  put(index: number, packed: Uint8Array): void {
    const before = this.#packed[index];
    if (before === undefined) this.maps++;
    this.bytes += packed.length - (before?.length ?? 0);
    this.#packed[index] = packed;
  }

  /** Gives a map as it is kept; undefined where there is none. */
  packed(index: number): Uint8Array | undefined {
    return this.#packed[index];
  }

  /** Gives the levels of a map, row-major: the caller's own. */
  levels(index: number, size: FrameSize): Uint8Array | undefined {
    const packed = this.#packed[index];
    return packed && unpackMap(packed, size);
  }
}

/** Reads a map as `packMap` wrote it: width · height levels. */
export function unpackMap(packed: Uint8Array, { width, height }: FrameSize): Uint8Array {
  const levels = inflateSync(packed, { out: new Uint8Array(width * height) });
  addAbove(levels, width);
  return levels;
}
