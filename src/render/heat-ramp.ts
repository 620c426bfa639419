import { colormap } from './colormaps.js';
import type { OverlayOptions } from './overlay-options.js';

/** Color and alpha of the 256 levels of a heatmap. */
export interface HeatRamp {
  /** RGB after RGB, 768 bytes. */
  readonly color: Uint8Array;
  /** Straight alpha, 256 bytes. */
  readonly alpha: Uint8Array;
}

/** Saliency over which alpha rises from 0 to the full opacity. */
const fade = 0.3;

/**
 * Builds the look-up tables of a heatmap.
 *
 * A level at or below the threshold is fully transparent. Above it alpha rises smoothly, and reaches `opacity` 0.3
 * higher, or at 1: an edge that switched on at the threshold would draw an outline that the map does not contain, and
 * flicker where saliency hovers around it. Colors are those of the absolute saliency, whatever the threshold.
 */
export function heatRamp(options: Pick<OverlayOptions, 'colormap' | 'opacity' | 'threshold'>): HeatRamp {
  const { opacity, threshold } = options;
  const width = Math.min(fade, 1 - threshold);
  const alpha = Uint8Array.from({ length: 256 }, (_, level) => {
    const above = level / 255 - threshold;
    return above <= 0 ? 0 : Math.round(255 * opacity * smoothStep(above / width));
  });
  return { color: colormap(options.colormap), alpha };
}

/** Computes 3t² − 2t³, held at 1 above t = 1. */
function smoothStep(t: number): number {
  return t >= 1 ? 1 : t * t * (3 - 2 * t);
}
