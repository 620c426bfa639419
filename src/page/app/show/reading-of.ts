import type { ClipMeasurements } from '../../engine/clip-measurements.js';

/** Puts the numbers of a frame in words; empty while it has none. */
export function readingOf(index: number, measurements: ClipMeasurements): string {
  const { measured, shot, attentionX, attentionY, confidence, coverage } = measurements;
  if (measured[index] !== 1) return '';
  const percent = (value: number | undefined) => `${Math.round(100 * (value ?? 0))} %`;
  const x = attentionX[index]!;
  const where = Number.isNaN(x)
    ? 'nothing stands out'
    : `attention at ${percent(x)} across, ${percent(attentionY[index])} down`;
  const inShot = shot[index]! < 0 ? '' : `Shot ${shot[index]! + 1}: `;
  return `${inShot}${where}, confidence ${percent(confidence[index])}, coverage ${percent(coverage[index])}`;
}
