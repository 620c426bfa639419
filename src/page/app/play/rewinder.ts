import type { ClipTimes } from '../clip-times.js';

/** Plays a clip backwards, which no player can: it seeks from frame to frame at the clip's pace. */
export class Rewinder {
  readonly #times: ClipTimes;
  readonly #index: () => number;
  readonly #go: (index: number) => void;
  #running = 0;

  constructor(times: ClipTimes, index: () => number, go: (index: number) => void) {
    this.#times = times;
    this.#index = index;
    this.#go = go;
  }

  start(): void {
    const from = { now: performance.now(), seconds: this.#times.at(this.#index()) };
    const tick = () => {
      const index = this.#times.indexAt(from.seconds - (performance.now() - from.now) / 1000);
      if (index !== this.#index()) this.#go(index);
      this.#running = index === 0 ? 0 : requestAnimationFrame(tick);
    };
    this.#running = requestAnimationFrame(tick);
  }

  /** Tells whether it was running. */
  stop(): boolean {
    const running = this.#running !== 0;
    cancelAnimationFrame(this.#running);
    this.#running = 0;
    return running;
  }
}
