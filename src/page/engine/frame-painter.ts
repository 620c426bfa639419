import type { VideoSample } from 'mediabunny';
import {
  type Box,
  type FrameSize,
  heatRamp,
  type OptionInput,
  type OverlayOptions,
  overlayOptions,
  resolveOptions,
} from '../../browser.js';
import type { OpenedClip } from './opened-clip.js';

/** Says what is painted, and at which size. */
export interface PainterOptions {
  readonly clip: Pick<OpenedClip, 'width' | 'height' | 'analysis'>;
  readonly kind: 'frame' | 'overlay' | 'saliency';
  readonly overlay?: OptionInput<typeof overlayOptions> | undefined;
  /** Long side in pixels. Default: that of the clip. */
  readonly longSide?: number | undefined;
  /** The sides of the canvas are even: what is too much is cut off. */
  readonly even?: boolean | undefined;
}

const COMPOSITES: Readonly<Record<OverlayOptions['blend'], GlobalCompositeOperation>> = {
  normal: 'source-over',
  screen: 'screen',
  addition: 'lighter',
  lighten: 'lighten',
  multiply: 'multiply',
};

/** Paints frames of a clip at the size at which it is displayed: as they are, with their heatmap, or the map alone. */
export class FramePainter {
  /** Pixels of what is painted, of the whole picture. */
  readonly size: FrameSize;
  readonly #options: PainterOptions;
  readonly #overlay: OverlayOptions;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #small: OffscreenCanvasRenderingContext2D;
  readonly #heat: ImageData;
  readonly #ramp: Uint32Array;

  /** @throws {OptionError} for an option of the overlay that cannot be. */
  constructor(options: PainterOptions) {
    const { clip, kind, longSide = Number.POSITIVE_INFINITY, even = false } = options;
    const scale = Math.min(1, longSide / Math.max(clip.width, clip.height));
    const side = (length: number) => Math.max(1, Math.round(length * scale));
    const cut = (length: number) => (even ? Math.max(2, 2 * Math.floor(length / 2)) : length);
    this.#options = options;
    this.#overlay = resolveOptions(overlayOptions, { ...options.overlay, sideBySide: false });
    this.size = { width: side(clip.width), height: side(clip.height) };
    this.#canvas = new OffscreenCanvas(cut(this.size.width), cut(this.size.height));
    this.#context = contextOf(this.#canvas);
    this.#small = contextOf(new OffscreenCanvas(clip.analysis.width, clip.analysis.height));
    this.#heat = this.#small.createImageData(clip.analysis.width, clip.analysis.height);
    this.#ramp = kind === 'overlay' ? rampOf(this.#overlay) : grayRamp();
  }

  /**
   * Paints one frame.
   *
   * @param levels - its map; without one, nothing is laid over it.
   * @param crop - the part that is painted, in shares of the picture. Default: all.
   * @returns a canvas that the next call paints over.
   */
  paint(sample: VideoSample, levels: Uint8Array | undefined, crop?: Box): OffscreenCanvas {
    const { kind } = this.#options;
    const { width, height } = this.size;
    if (crop !== undefined) {
      this.#canvas.width = Math.max(1, Math.round(crop.width * width));
      this.#canvas.height = Math.max(1, Math.round(crop.height * height));
    }
    const context = this.#context;
    const [x, y] = crop === undefined ? [0, 0] : [Math.round(-crop.x * width), Math.round(-crop.y * height)];
    context.imageSmoothingQuality = 'high';
    context.globalCompositeOperation = 'source-over';
    if (kind === 'saliency') {
      context.fillStyle = '#000';
      context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    } else sample.draw(context, x, y, width, height);
    if (kind === 'frame' || levels === undefined) return this.#canvas;
    const pixels = new Uint32Array(this.#heat.data.buffer);
    for (let i = 0; i < levels.length; i++) pixels[i] = this.#ramp[levels[i]!]!;
    this.#small.putImageData(this.#heat, 0, 0);
    if (kind === 'overlay') context.globalCompositeOperation = COMPOSITES[this.#overlay.blend];
    context.drawImage(this.#small.canvas, x, y, width, height);
    return this.#canvas;
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new TypeError('this browser draws nothing in a worker');
  return context;
}

/** Gives the RGBA of each level, as little endian words. */
function rampOf(overlay: OverlayOptions): Uint32Array {
  const { color, alpha } = heatRamp(overlay);
  return Uint32Array.from(
    alpha,
    (a, level) => (color[3 * level]! | (color[3 * level + 1]! << 8) | (color[3 * level + 2]! << 16) | (a << 24)) >>> 0,
  );
}

function grayRamp(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, level) => (0x010101 * level + 0xff000000) >>> 0);
}
