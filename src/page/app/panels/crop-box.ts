import type { Box, Point } from '../../../browser.js';
import { elementById } from '../element-by-id.js';

/** Shares of the picture that an arrow key moves a crop by; with shift, the greater one. */
const steps = { small: 0.01, large: 0.05 } as const;

/** The crop on the picture: shown where it is, and moved by hand or by arrow keys. */
export class CropBox {
  readonly #layer = elementById('crop');
  readonly #box = elementById('crop-box');
  readonly #onMoved: (center: Point) => void;
  #crop: Box | undefined;
  #drag: { readonly x: number; readonly y: number; readonly crop: Box } | undefined;

  /** @param onMoved - hears where the middle of the crop has been put, in shares of the picture. */
  constructor(signal: AbortSignal, onMoved: (center: Point) => void) {
    this.#onMoved = onMoved;
    const box = this.#box;
    box.addEventListener('pointerdown', (event) => this.#grab(event), { signal });
    box.addEventListener('pointermove', (event) => this.#move(event), { signal });
    box.addEventListener('pointerup', () => this.#drop(), { signal });
    box.addEventListener('pointercancel', () => this.#drop(), { signal });
    box.addEventListener('keydown', (event) => this.#press(event), { signal });
  }

  get dragged(): boolean {
    return this.#drag !== undefined;
  }

  /** @param crop - undefined where none is shown. */
  show(crop: Box | undefined, held = false): void {
    if (this.#drag !== undefined) return;
    this.#layer.hidden = crop === undefined;
    this.#box.dataset.held = String(held);
    if (crop !== undefined) this.#place(crop);
  }

  #place(crop: Box): void {
    this.#crop = crop;
    const { style } = this.#box;
    style.left = `${100 * crop.x}%`;
    style.top = `${100 * crop.y}%`;
    style.width = `${100 * crop.width}%`;
    style.height = `${100 * crop.height}%`;
    const { x, y } = centerOf(crop);
    const along = crop.width < 1 ? x : y;
    this.#box.setAttribute('aria-valuenow', String(Math.round(100 * along)));
    this.#box.setAttribute('aria-valuetext', `${Math.round(100 * x)} % across, ${Math.round(100 * y)} % down`);
  }

  #grab(event: PointerEvent): void {
    if (this.#crop === undefined) return;
    this.#box.setPointerCapture(event.pointerId);
    this.#drag = { x: event.clientX, y: event.clientY, crop: this.#crop };
  }

  #move({ clientX, clientY }: PointerEvent): void {
    if (this.#drag === undefined) return;
    const { width, height } = this.#layer.getBoundingClientRect();
    const { x, y, crop } = this.#drag;
    this.#place(moved(crop, (clientX - x) / width, (clientY - y) / height));
  }

  #drop(): void {
    if (this.#drag === undefined || this.#crop === undefined) return;
    const { x, y } = this.#drag.crop;
    this.#drag = undefined;
    if (this.#crop.x !== x || this.#crop.y !== y) this.#onMoved(centerOf(this.#crop));
  }

  #press(event: KeyboardEvent): void {
    const step = event.shiftKey ? steps.large : steps.small;
    const ways: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const way = ways[event.key];
    if (way === undefined || this.#crop === undefined) return;
    event.preventDefault();
    this.#place(moved(this.#crop, ...way));
    this.#onMoved(centerOf(this.#crop));
  }
}

function centerOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Moves a crop, within the picture. */
function moved(crop: Box, right: number, down: number): Box {
  const within = (at: number, length: number) => Math.min(1 - length, Math.max(0, at));
  return { ...crop, x: within(crop.x + right, crop.width), y: within(crop.y + down, crop.height) };
}
