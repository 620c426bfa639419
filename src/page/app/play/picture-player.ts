import type { ClipTimes } from '../clip-times.js';
import { makeElement } from '../make-element.js';
import type { Player, PlayerListener } from './player.js';

/**
 * Shows a still, or the frames of a clip that can be decoded but not played: each is asked for when it is its turn, and
 * those that would come too late are left out. Without sound.
 */
export class PicturePlayer implements Player {
  readonly element: HTMLImageElement;
  readonly playable: boolean;
  muted = true;
  readonly #times: ClipTimes;
  readonly #listener: PlayerListener;
  readonly #picture: (index: number) => Promise<Blob>;
  #url: string | undefined;
  #index = 0;
  #next: number | undefined;
  #busy = false;
  #closed = false;
  #start: { readonly now: number; readonly seconds: number; readonly rate: number } | undefined;

  /** @param picture - gives the picture of a frame. */
  constructor(times: ClipTimes, listener: PlayerListener, picture: (index: number) => Promise<Blob>) {
    this.element = makeElement('img', { alt: times.length > 1 ? 'The frame' : 'The picture' });
    this.playable = times.length > 1;
    this.#times = times;
    this.#listener = listener;
    this.#picture = picture;
  }

  get playing(): boolean {
    return this.#start !== undefined;
  }

  play(rate = 1): void {
    if (!this.playable) return;
    const from = this.#index === this.#times.length - 1 ? 0 : this.#index;
    this.#start = { now: performance.now(), seconds: this.#times.at(from), rate };
    this.#listener.onState();
    requestAnimationFrame(this.#tick);
  }

  pause(): void {
    if (this.#start === undefined) return;
    this.#start = undefined;
    this.#listener.onState();
  }

  seek(index: number): void {
    this.#next = index;
    if (this.#start !== undefined) {
      this.#start = { now: performance.now(), seconds: this.#times.at(index), rate: this.#start.rate };
    }
    if (!this.#busy) void this.#show();
  }

  close(): void {
    this.#closed = true;
    this.#start = undefined;
    this.element.remove();
    if (this.#url !== undefined) URL.revokeObjectURL(this.#url);
  }

  readonly #tick = (): void => {
    if (this.#start === undefined) return;
    const { now, seconds, rate } = this.#start;
    const index = this.#times.indexAt(seconds + ((performance.now() - now) / 1000) * rate);
    if (index !== this.#index && !this.#busy) {
      this.#next = index;
      void this.#show();
    }
    if (index === this.#times.length - 1) this.pause();
    else requestAnimationFrame(this.#tick);
  };

  async #show(): Promise<void> {
    this.#busy = true;
    while (this.#next !== undefined && !this.#closed) {
      const index = this.#next;
      this.#next = undefined;
      const url = URL.createObjectURL(await this.#picture(index));
      this.element.src = url;
      await this.element.decode().catch(() => undefined);
      if (this.#url !== undefined) URL.revokeObjectURL(this.#url);
      this.#url = url;
      this.#index = index;
      if (!this.#closed) this.#listener.onFrame(index);
    }
    this.#busy = false;
  }
}
