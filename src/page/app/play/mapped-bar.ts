import type { MapProgress } from '../../engine/session-options.js';
import { elementById } from '../element-by-id.js';

/** Shows which frames have their map, as a band below the slider, and how fast maps are made. */
export class MappedBar {
  readonly #canvas = elementById<HTMLCanvasElement>('mapped');
  readonly #frames: number;

  constructor(frames: number) {
    this.#frames = frames;
    this.#canvas.width = Math.min(frames, 1200);
    this.#canvas.height = 1;
  }

  /** @param has - whether a frame has its map. */
  draw(has: (index: number) => boolean): void {
    const context = this.#canvas.getContext('2d')!;
    const { width } = this.#canvas;
    context.clearRect(0, 0, width, 1);
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
    let from = -1;
    for (let x = 0; x <= width; x++) {
      const there = x < width && has(Math.floor((x * this.#frames) / width));
      if (there && from < 0) from = x;
      if (!there && from >= 0) {
        context.fillRect(from, 0, x - from, 1);
        from = -1;
      }
    }
  }

  tell({ mapped, total, fps }: MapProgress): void {
    const speed = fps > 0 ? `, ${fps.toFixed(fps < 10 ? 1 : 0)} a second` : '';
    elementById('mapping').textContent = mapped < total ? `${mapped} of ${total} frames mapped${speed}` : '';
  }
}
