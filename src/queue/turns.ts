/**
 * Lets what is harmless go on side by side, and what may be harmful alone: a job with which a worker was lost may be the
 * cause of it, or may only have been there.
 */
export class Turns {
  #running = 0;
  #aloneRunning = false;
  readonly #waiting: { readonly alone: boolean; readonly start: () => void }[] = [];

  /** Waits for a turn. @returns what ends it. */
  async take(alone: boolean): Promise<() => void> {
    await new Promise<void>((start) => {
      this.#waiting.push({ alone, start });
      this.#next();
    });
    return () => {
      this.#running--;
      this.#aloneRunning = false;
      this.#next();
    };
  }

  #next(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (this.#aloneRunning || (first.alone && this.#running > 0)) return;
      this.#waiting.shift();
      this.#running++;
      this.#aloneRunning = first.alone;
      first.start();
    }
  }
}
