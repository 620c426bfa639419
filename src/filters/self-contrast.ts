import type { Kernels } from '../kernels/kernels.js';

/** The middle is at least this, so that a map which is faint throughout stays so. */
const LEAST_MIDDLE = 0.3;

/**
 * Stretches a map around half of its own weighted mean, in place: s = m³ / (m³ + τ³), τ = max(½ Σ m² / Σ m, 0.3).
 *
 * @param map - values in [0, 1], in the arena; the first `count` of them are changed.
 */
export function stretchContrast(kernels: Kernels, map: Float32Array, count: number): void {
  kernels.stretch(map.byteOffset, count, LEAST_MIDDLE);
}
