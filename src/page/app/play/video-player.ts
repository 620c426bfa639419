import type { ClipTimes } from '../clip-times.js';
import { makeElement } from '../make-element.js';
import type { Player, PlayerListener } from './player.js';

/** Plays a clip by the browser's own player: with sound, and at its pace. Says which frame is shown, not when. */
export class VideoPlayer implements Player {
  readonly element: HTMLVideoElement;
  readonly playable = true;
  readonly #url: string;
  readonly #times: ClipTimes;
  readonly #listener: PlayerListener;
  #callback = 0;
  /** Seconds of the first frame on the player's clock: some players start clips at 0 that do not. */
  #first: number | undefined;
  /** The frame to be shown when the player has found the one that it looks for. */
  #next: number | undefined;
  #seeking = false;

  private constructor(element: HTMLVideoElement, url: string, times: ClipTimes, listener: PlayerListener) {
    this.element = element;
    this.#url = url;
    this.#times = times;
    this.#listener = listener;
    element.addEventListener('play', () => listener.onState());
    element.addEventListener('pause', () => listener.onState());
    element.addEventListener('seeked', () => this.#sought());
    this.#watch();
  }

  /** Loads a clip; undefined where the browser's player cannot show it, although its decoder may. */
  static async load(file: Blob, times: ClipTimes, listener: PlayerListener): Promise<VideoPlayer | undefined> {
    const url = URL.createObjectURL(file);
    const element = makeElement('video', { playsinline: true, preload: 'auto', 'aria-label': 'The clip' });
    const loaded = new Promise<boolean>((resolve) => {
      element.addEventListener('loadeddata', () => resolve(element.videoWidth > 0), { once: true });
      element.addEventListener('error', () => resolve(false), { once: true });
    });
    const player = new VideoPlayer(element, url, times, listener);
    element.src = url;
    if (await loaded) return player;
    player.close();
    return undefined;
  }

  get playing(): boolean {
    return !this.element.paused && !this.element.ended;
  }

  get muted(): boolean {
    return this.element.muted;
  }
  set muted(muted: boolean) {
    this.element.muted = muted;
  }

  play(rate = 1): void {
    this.element.playbackRate = rate;
    if (this.element.ended) this.element.currentTime = 0;
    // A pause that comes before the first frame ends the promise with an error; the state tells all that matters.
    this.element.play().then(undefined, () => this.#listener.onState());
  }

  pause(): void {
    this.element.pause();
  }

  seek(index: number): void {
    this.#next = index;
    if (!this.#seeking) this.#seekNext();
  }

  close(): void {
    this.element.cancelVideoFrameCallback(this.#callback);
    this.element.pause();
    this.element.removeAttribute('src');
    this.element.load();
    this.element.remove();
    URL.revokeObjectURL(this.#url);
  }

  #seekNext(): void {
    if (this.#next === undefined) return;
    this.#seeking = true;
    const offset = (this.#first ?? this.#times.at(0)) - this.#times.at(0);
    this.element.currentTime = offset + this.#times.middleOf(this.#next);
    this.#next = undefined;
  }

  #sought(): void {
    this.#seeking = false;
    this.#seekNext();
  }

  #watch(): void {
    this.#callback = this.element.requestVideoFrameCallback((_, { mediaTime }) => {
      this.#watch();
      this.#first ??= mediaTime;
      this.#listener.onFrame(this.#times.indexAt(mediaTime - this.#first + this.#times.at(0)));
    });
  }
}
