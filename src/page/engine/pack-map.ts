import { deflateSync } from 'fflate';
import { subtractAbove } from './row-delta.js';

/**
 * Packs a map as `MapStore` keeps it: the nearest of 256 levels, as differences from the row above, deflated.
 *
 * @param map - values in [0, 1].
 * @param scratch - as many bytes, clobbered.
 */
export function packMap(map: Float32Array, width: number, scratch: Uint8Array): Uint8Array {
  for (let i = 0; i < map.length; i++) scratch[i] = (map[i]! * 255 + 0.5) | 0;
  subtractAbove(scratch, width);
  return deflateSync(scratch, { level: 1 }).slice();
}
