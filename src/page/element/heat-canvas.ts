import { heatRamp, type OverlayOptions } from '../../browser.js';

/** Colors of a heatmap and how it covers what is below. */
export type HeatLook = Pick<OverlayOptions, 'colormap' | 'opacity' | 'threshold'>;

/** Paints maps onto a canvas of their size, which is then stretched over the picture. */
export class HeatCanvas {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #image: ImageData | undefined;
  /** One pixel a level, as bytes RGBA. */
  readonly #pixels = new Uint32Array(256);

  constructor(canvas: HTMLCanvasElement, look: HeatLook) {
    this.canvas = canvas;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser has no canvas to paint on');
    this.#context = context;
    this.setLook(look);
  }

  /** @param solid - whether the canvas covers what is below: the map alone. */
  setLook(look: HeatLook, solid = false): void {
    const { color, alpha } = heatRamp(look);
    const bytes = new Uint8Array(this.#pixels.buffer);
    for (let level = 0; level < 256; level++) {
      bytes.set(color.subarray(3 * level, 3 * level + 3), 4 * level);
      bytes[4 * level + 3] = solid ? 255 : alpha[level]!;
    }
  }

  /** @param levels - width · height levels of a map, 0 to 255. */
  paint(levels: Uint8Array, width: number, height: number): void {
    const { canvas } = this;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    if (this.#image?.width !== width || this.#image.height !== height) this.#image = new ImageData(width, height);
    const pixels = new Uint32Array(this.#image.data.buffer);
    const colors = this.#pixels;
    const count = width * height;
    for (let i = 0; i < count; i++) pixels[i] = colors[levels[i]!]!;
    this.#context.putImageData(this.#image, 0, 0);
  }

  clear(): void {
    this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
}
