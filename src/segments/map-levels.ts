import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { FrameSize, SaliencyMap } from '../core/frame.js';
import { fromGray8, fromGray16le, toGray8, toGray16le } from '../render/gray.js';

const compress = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const expand = promisify<Uint8Array, Buffer>(inflate);

/** Bits of a level of the gray maps that an output needs. */
export type LevelBits = 8 | 16;

/** Rounds maps to levels and back, so that a map is the same whether it was kept as levels or not. */
export class MapLevels {
  readonly bits: LevelBits;
  readonly #levels: Uint8Array;
  readonly #map: SaliencyMap;

  constructor(size: FrameSize, bits: LevelBits) {
    const pixels = size.width * size.height;
    this.bits = bits;
    this.#levels = new Uint8Array((pixels * bits) / 8);
    this.#map = { width: size.width, height: size.height, data: new Float32Array(pixels) };
  }

  /** The levels of a map; overwritten by the next call. */
  of(map: SaliencyMap): Uint8Array {
    if (this.bits === 8) toGray8(map.data, this.#levels);
    else toGray16le(map.data, this.#levels);
    return this.#levels;
  }

  /** The map of levels; overwritten by the next call. */
  toMap(levels: Uint8Array): SaliencyMap {
    if (this.bits === 8) fromGray8(levels, this.#map.data);
    else fromGray16le(levels, this.#map.data);
    return this.#map;
  }

  /** The levels of a map, deflated; one call at a time. */
  deflate(map: SaliencyMap): Promise<Uint8Array> {
    // The fastest level: maps are smooth or flat, and little is gained beyond it.
    return compress(this.of(map), { level: 1 });
  }

  /** The map of deflated levels; overwritten by the next call. */
  async inflate(deflated: Uint8Array): Promise<SaliencyMap> {
    return this.toMap(await expand(deflated));
  }
}
