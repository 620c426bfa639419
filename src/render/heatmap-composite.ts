import type { BlendMode } from '../core/blend-mode.js';
import type { FrameSize } from '../core/frame.js';
import { type OptionInput, resolveOptions } from '../core/options.js';
import { requireLength } from '../core/require-length.js';
import { toGray8 } from './gray.js';
import { heatRamp } from './heat-ramp.js';
import { type OverlayOptions, overlayOptions } from './overlay-options.js';

/**
 * Lays heatmaps over rgb24 pictures of one size.
 *
 * Per channel, out = base + alpha · (blend(base, heat) − base). Base and heat have 256 levels each, so all results
 * are computed once, into 3 · 65,536 bytes.
 */
export class HeatmapComposite {
  readonly #levels: Uint8Array;
  readonly #out: Uint8Array;
  readonly #results: Uint8Array;

  /**
   * @param options - see `overlayOptions`, whose defaults hold here too; `sideBySide` changes nothing.
   * @throws {OptionError} for one that is unknown or out of its range.
   */
  constructor(size: FrameSize, options: OptionInput<typeof overlayOptions> = {}) {
    const pixels = size.width * size.height;
    this.#levels = new Uint8Array(pixels);
    this.#out = new Uint8Array(3 * pixels);
    this.#results = blendedLevels(resolveOptions(overlayOptions, options));
  }

  /**
   * Lays the heatmap of a map over a picture.
   *
   * @param rgb - 3 · width · height bytes.
   * @param map - width · height values in [0, 1].
   * @returns rgb24 of the same size; overwritten by the next call.
   * @throws {OptionError} for an array of another length.
   */
  paint(rgb: Uint8Array, map: Float32Array): Uint8Array {
    requireLength('rgb', rgb, this.#out.length, 'bytes');
    requireLength('map', map, this.#levels.length, 'values');
    const levels = this.#levels;
    const out = this.#out;
    const results = this.#results;
    const pixels = levels.length;
    toGray8(map, levels);
    for (let i = 0; i < pixels; i++) {
      const at = levels[i]! << 8;
      const p = 3 * i;
      out[p] = results[at | rgb[p]!]!;
      out[p + 1] = results[0x10000 | at | rgb[p + 1]!]!;
      out[p + 2] = results[0x20000 | at | rgb[p + 2]!]!;
    }
    return out;
  }
}

/** Gives the result for each channel, level of the map and base, at channel · 65,536 + level · 256 + base. */
function blendedLevels(options: OverlayOptions): Uint8Array {
  const { color, alpha } = heatRamp(options);
  const blend = blends[options.blend];
  return Uint8Array.from({ length: 3 * 65536 }, (_, i) => {
    const base = i & 255;
    const level = (i >> 8) & 255;
    const heat = color[3 * level + (i >> 16)]!;
    return Math.round(base + (alpha[level]! / 255) * (blend(base, heat) - base));
  });
}

const blends: Readonly<Record<BlendMode, (base: number, heat: number) => number>> = {
  normal: (_base, heat) => heat,
  screen: (base, heat) => 255 - ((255 - base) * (255 - heat)) / 255,
  addition: (base, heat) => Math.min(255, base + heat),
  lighten: (base, heat) => Math.max(base, heat),
  multiply: (base, heat) => (base * heat) / 255,
};
