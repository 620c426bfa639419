import type { ShotRecord } from '../../../browser.js';
import { elementById } from '../element-by-id.js';
import { makeElement } from '../make-element.js';

/** Lists the shots by pictures of their best frames; a click goes to the start of one. */
export class ShotStrip {
  readonly #container = elementById('shots');
  readonly #picture: (index: number) => Promise<Blob>;
  readonly #go: (index: number) => void;
  /** Addresses of pictures by frame. */
  readonly #pictures = new Map<number, string>();
  #shots: readonly ShotRecord[] = [];
  #current = -1;
  #closed = false;

  /** @param picture - gives a small picture of a frame. */
  constructor(picture: (index: number) => Promise<Blob>, go: (index: number) => void) {
    this.#picture = picture;
    this.#go = go;
    this.#container.replaceChildren();
  }

  /** Shows the shots as far as they are known; pictures of those that may still grow come later. */
  async show(shots: readonly ShotRecord[], complete: boolean): Promise<void> {
    const key = (list: readonly ShotRecord[]) =>
      list.map(({ firstFrame, bestStill }) => `${firstFrame}.${bestStill.index}`);
    const changed = String(key(shots)) !== String(key(this.#shots));
    this.#shots = shots;
    if (changed) this.#list();
    for (const [i, shot] of shots.entries()) {
      if (!complete && i === shots.length - 1) break;
      await this.#load(shot.bestStill.index);
    }
  }

  mark(shot: number): void {
    if (shot === this.#current) return;
    this.#current = shot;
    this.#markCurrent();
  }

  close(): void {
    this.#closed = true;
    for (const url of this.#pictures.values()) URL.revokeObjectURL(url);
    this.#container.replaceChildren();
  }

  #list(): void {
    this.#container.replaceChildren(
      ...this.#shots.map(({ index, firstFrame, startTimecode, bestStill }) => {
        const label = `Shot ${index + 1}, ${startTimecode}`;
        const button = makeElement(
          'button',
          { type: 'button', 'aria-label': label, title: label, 'data-frame': bestStill.index },
          makeElement('span', { 'aria-hidden': 'true' }, String(index + 1)),
        );
        button.addEventListener('click', () => this.#go(firstFrame));
        this.#put(button, bestStill.index);
        return button;
      }),
    );
    this.#markCurrent();
  }

  #markCurrent(): void {
    for (const [i, button] of Array.from(this.#container.children).entries()) {
      if (i === this.#current) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
  }

  async #load(frame: number): Promise<void> {
    if (this.#pictures.has(frame) || this.#closed) return;
    const blob = await this.#picture(frame);
    if (this.#closed || this.#pictures.has(frame)) return;
    this.#pictures.set(frame, URL.createObjectURL(blob));
    for (const button of this.#container.querySelectorAll<HTMLElement>(`[data-frame="${frame}"]`)) {
      this.#put(button, frame);
    }
  }

  #put(button: HTMLElement, frame: number): void {
    const url = this.#pictures.get(frame);
    if (url !== undefined && button.querySelector('img') === null)
      button.prepend(makeElement('img', { src: url, alt: '' }));
  }
}
