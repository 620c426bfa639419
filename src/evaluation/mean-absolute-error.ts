/**
 * Gives the mean of |map − mask|, in [0, 1]; 0 is best.
 *
 * @param map - values in [0, 1].
 * @param mask - 0 outside of the object, anything else inside.
 */
export function meanAbsoluteError(map: Float32Array, mask: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < map.length; i++) sum += mask[i] !== 0 ? Math.abs(map[i]! - 1) : Math.abs(map[i]!);
  return sum / map.length;
}
