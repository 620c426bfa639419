import type { FrameSize, SaliencyMap } from '../core/frame.js';
import { fromGray8, fromGray16le, toGray8, toGray16le } from '../render/gray.js';

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
}
