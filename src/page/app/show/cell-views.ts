import type { ClipSession } from '../../engine/clip-session.js';
import type { FrameSuperpixels } from '../../engine/frame-views.js';
import { elementById } from '../element-by-id.js';
import type { View } from '../settings.js';

const outline = [255, 225, 0, 255] as const;

/** Shows the superpixels of a frame, or the stages of their ranking. One frame is worked on at a time, the latest next. */
export class CellViews {
  readonly #session: ClipSession;
  readonly #cells = elementById<HTMLCanvasElement>('cells');
  readonly #panels = Array.from(elementById('panels').querySelectorAll('canvas'));
  readonly #onError: (error: unknown) => void;
  #next: { readonly index: number; readonly view: View } | undefined;
  #busy = false;

  constructor(session: ClipSession, onError: (error: unknown) => void) {
    this.#session = session;
    this.#onError = onError;
  }

  show(index: number, view: View): void {
    this.#next = { index, view };
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#next !== undefined) {
        const { index, view } = this.#next;
        this.#next = undefined;
        if (view === 'superpixels') drawOutlines(this.#cells, await this.#session.superpixels(index));
        else await this.#showStages(index);
      }
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#busy = false;
    }
  }

  async #showStages(index: number): Promise<void> {
    const stages = await this.#session.stages(index);
    const [cells, first, second, map] = this.#panels;
    drawOutlines(cells!, stages);
    drawGray(first!, stages, stages.stage1);
    drawGray(second!, stages, stages.stage2);
    drawGray(map!, stages, stages.map);
  }
}

/** Colors the pixels whose right or lower neighbor is of another superpixel. */
function drawOutlines(canvas: HTMLCanvasElement, { picture, labels, width, height }: FrameSuperpixels): void {
  const out = new Uint8ClampedArray(picture);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const label = labels[i];
      if ((x + 1 < width && labels[i + 1] !== label) || (y + 1 < height && labels[i + width] !== label)) {
        out.set(outline, 4 * i);
      }
    }
  }
  put(canvas, out, width, height);
}

function drawGray(
  canvas: HTMLCanvasElement,
  { width, height }: FrameSuperpixels,
  levels: Uint8Array | undefined,
): void {
  const out = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const level = levels?.[i] ?? 0;
    out[4 * i] = level;
    out[4 * i + 1] = level;
    out[4 * i + 2] = level;
    out[4 * i + 3] = 255;
  }
  put(canvas, out, width, height);
}

function put(canvas: HTMLCanvasElement, pixels: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): void {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
}
