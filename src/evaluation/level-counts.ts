/** Counts of pixels with each of 256 levels of a map, in an object and around it. */
export interface LevelCounts {
  /** Length 256; `inside[i]` counts the object's pixels whose value rounds to i / 255. */
  readonly inside: Float64Array;
  /** Length 256, of the pixels around the object. */
  readonly outside: Float64Array;
}

/**
 * Counts the levels of a map inside and outside of an object: all that metrics over 256 thresholds need of a picture.
 *
 * @param map - values in [0, 1].
 * @param mask - as long as the map; 0 outside of the object, anything else inside.
 */
export function levelCounts(map: Float32Array, mask: Uint8Array): LevelCounts {
  const [inside, outside] = [new Float64Array(256), new Float64Array(256)];
  const { length } = map;
  for (let i = 0; i < length; i++) {
    const level = Math.min(255, Math.max(0, (map[i]! * 255 + 0.5) | 0));
    if (mask[i] !== 0) inside[level]!++;
    else outside[level]!++;
  }
  return { inside, outside };
}
