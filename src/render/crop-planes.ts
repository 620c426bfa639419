import type { FrameSize } from '../core/frame.js';

/** A rectangle as shares of a picture. */
export interface CropArea extends FrameSize {
  readonly x: number;
  readonly y: number;
}

/** Limited range: black, white, no color. */
const BLACK = 16;
const WHITE = 235;
const NEUTRAL = 128;
/** Alpha of the black that covers the picture outside of the crop, of 255. */
const DIMMED = 150;

/**
 * Draws a crop as `yuva420p` frames, to be scaled up and laid over the clip by FFmpeg: what is cut off is dimmed, a
 * white line runs around what stays.
 */
export class CropPlanes {
  readonly #size: FrameSize;
  readonly #out: Uint8Array;

  constructor(size: FrameSize) {
    this.#size = size;
    const pixels = size.width * size.height;
    const samples = Math.ceil(size.width / 2) * Math.ceil(size.height / 2);
    this.#out = new Uint8Array(2 * pixels + 2 * samples).fill(NEUTRAL);
  }

  /**
   * Draws the crop of one frame, or both of a frame that shows two.
   *
   * @returns the planes Y, U, V and A one after the other; overwritten by the next call.
   */
  paint(crop: CropArea, second?: CropArea): Uint8Array {
    const { width, height } = this.#size;
    const out = this.#out;
    const areas = (second === undefined ? [crop] : [crop, second]).map((area) => ({
      across: profile(width, area.x * width, (area.x + area.width) * width),
      down: profile(height, area.y * height, (area.y + area.height) * height),
    }));
    const alpha = out.length - width * height;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        let [inside, line] = [0, 0];
        for (const { across, down } of areas) {
          const [column, row] = [across.inside[x]!, down.inside[y]!];
          inside = Math.max(inside, Math.min(column, row));
          line = Math.max(line, Math.min(across.line[x]!, row), Math.min(down.line[y]!, column));
        }
        out[i] = BLACK + line * (WHITE - BLACK);
        out[alpha + i] = Math.max(line * 255, (1 - inside) * DIMMED);
      }
    }
    return out;
  }
}

/**
 * Tells how far each pixel lies between two edges, and on the line of a pixel and a half along them: shares in [0, 1].
 */
function profile(length: number, from: number, to: number) {
  const within = (low: number, high: number) =>
    Float32Array.from({ length }, (_, i) => Math.max(0, Math.min(high, i + 1) - Math.max(low, i)));
  const inside = within(from, to);
  const inner = within(from + 1.5, to - 1.5);
  return { inside, line: inside.map((share, i) => share - inner[i]!) };
}
