/** The weight of precision that is usual for salient objects. */
const BETA_SQUARED = 0.3;

/** F = (1 + β²) · P · R / (β² · P + R), with β² = 0.3 unless chosen; 0 where both are 0. */
export function fMeasure(precision: number, recall: number, betaSquared = BETA_SQUARED): number {
  const below = betaSquared * precision + recall;
  return below > 0 ? ((1 + betaSquared) * precision * recall) / below : 0;
}

/**
 * Gives the best and the mean F over the thresholds of a curve.
 *
 * For a set of pictures, precision and recall are averaged over the set first, then made F.
 *
 * Yang et al., "Saliency Detection via Graph-Based Manifold Ranking", CVPR 2013, section 5.
 */
export function fOfCurve({
  precision,
  recall,
}: {
  readonly precision: ArrayLike<number>;
  readonly recall: ArrayLike<number>;
}): { readonly max: number; readonly mean: number } {
  let [max, sum] = [0, 0];
  for (let i = 0; i < precision.length; i++) {
    const f = fMeasure(precision[i]!, recall[i]!);
    max = Math.max(max, f);
    sum += f;
  }
  return { max, mean: sum / precision.length };
}

/**
 * Gives the F of a map that is cut at twice its own mean, or at 1 where that is more.
 *
 * @param map - values in [0, 1].
 * @param mask - 0 outside of the object, anything else inside.
 *
 * Achanta et al., "Frequency-Tuned Salient Region Detection", CVPR 2009.
 */
export function adaptiveF(map: Float32Array, mask: Uint8Array): number {
  const threshold = adaptiveThreshold(map);
  let [hits, kept, object] = [0, 0, 0];
  for (let i = 0; i < map.length; i++) {
    const isObject = mask[i] !== 0;
    if (isObject) object++;
    if (map[i]! < threshold) continue;
    kept++;
    if (isObject) hits++;
  }
  return hits === 0 ? 0 : fMeasure(hits / kept, hits / object);
}

/** Gives twice the mean of a map, at most 1. */
export function adaptiveThreshold(map: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < map.length; i++) sum += map[i]!;
  return Math.min(1, (2 * sum) / map.length);
}
