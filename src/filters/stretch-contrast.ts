import type { Kernels } from '../kernels/kernels.js';

/**
 * The middle as a share of the mean level of what is salient. Above a half, edges that smoothing has spread are drawn in
 * again, and what comes and goes at low levels is kept low.
 */
const MIDDLE = 2 / 3;
/** The middle is at least this, so that a map which is faint throughout stays so. */
const LEAST_MIDDLE = 0.4;

/**
 * Stretches a map around two thirds of its own weighted mean, in place: s = m³ / (m³ + τ³), τ = max(⅔ Σ m² / Σ m, 0.4).
 *
 * @param map - values in [0, 1], in the arena; the first `count` of them are changed.
 */
export function stretchContrast(kernels: Kernels, map: Float32Array, count: number): void {
  kernels.stretch(map.byteOffset, count, MIDDLE, LEAST_MIDDLE);
}
