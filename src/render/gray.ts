/**
 * Writes a map as gray8: one byte a pixel, the nearest of 256 levels.
 *
 * @param map - values in [0, 1].
 * @param out - as many bytes as values, overwritten.
 */
export function toGray8(map: Float32Array, out: Uint8Array): void {
  const length = map.length;
  for (let i = 0; i < length; i++) out[i] = (map[i]! * 255 + 0.5) | 0;
}

/**
 * Writes a map as gray16le: two bytes a pixel, little endian, the nearest of 65,536 levels.
 *
 * @param map - values in [0, 1].
 * @param out - twice as many bytes as values, overwritten.
 */
export function toGray16le(map: Float32Array, out: Uint8Array): void {
  const length = map.length;
  for (let i = 0; i < length; i++) {
    const level = (map[i]! * 65535 + 0.5) | 0;
    out[2 * i] = level;
    out[2 * i + 1] = level >> 8;
  }
}

/** Reads gray8 back: level / 255. */
export function fromGray8(levels: Uint8Array, out: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) out[i] = levels[i]! / 255;
}

/** Reads gray16le back: level / 65,535. */
export function fromGray16le(levels: Uint8Array, out: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) out[i] = (levels[2 * i]! | (levels[2 * i + 1]! << 8)) / 65535;
}
