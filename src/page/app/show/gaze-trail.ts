import type { ClipMeasurements } from '../../engine/clip-measurements.js';
import { elementById } from '../element-by-id.js';
import { makeElement } from '../make-element.js';

/** Frames that the path reaches back. */
const LENGTH = 60;

/** Draws where the eye is taken to be in a frame, and the path that it took through the shot. */
export class GazeTrail {
  readonly #layer = elementById<SVGElement>('trail');
  readonly #ring = makeElement('span', { class: 'ring', 'aria-hidden': true, hidden: true });

  constructor() {
    this.#layer.setAttribute('viewBox', '0 0 1 1');
    elementById('pane').querySelector('.ring')?.remove();
    elementById('pane').append(this.#ring);
  }

  show(index: number, { measured, shot, attentionX, attentionY }: ClipMeasurements, wanted: boolean): void {
    const [x, y] = [attentionX[index]!, attentionY[index]!];
    const there = wanted && measured[index] === 1 && !Number.isNaN(x);
    this.#ring.hidden = !there;
    this.#layer.replaceChildren();
    if (!there) return;
    this.#ring.style.left = `${100 * x}%`;
    this.#ring.style.top = `${100 * y}%`;
    const points: string[] = [];
    for (let i = index; i >= 0 && i > index - LENGTH && measured[i] === 1 && shot[i] === shot[index]; i--) {
      if (!Number.isNaN(attentionX[i]!)) points.push(`${attentionX[i]!.toFixed(4)},${attentionY[i]!.toFixed(4)}`);
    }
    for (const kind of ['halo', 'path']) {
      const line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
      line.setAttribute('class', kind);
      line.setAttribute('points', points.join(' '));
      this.#layer.append(line);
    }
  }
}
