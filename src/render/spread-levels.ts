import { type Levels, spread } from '../core/levels.js';

/**
 * Spreads the values of a map, the same way for each.
 *
 * @param map - values in [0, 1].
 * @param out - as many values, overwritten; may be `map`.
 */
export function spreadLevels(map: Float32Array, levels: Levels, out: Float32Array): void {
  const length = map.length;
  for (let i = 0; i < length; i++) out[i] = spread(map[i]!, levels);
}
