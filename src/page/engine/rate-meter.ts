/** Milliseconds over which a rate is taken. */
const SPAN = 2000;

/** Tells how many of something come a second, over the last two. */
export class RateMeter {
  readonly #instants: number[] = [];

  /** @param now - milliseconds. */
  count(now: number): void {
    this.#instants.push(now);
    while (this.#instants[0]! < now - SPAN) this.#instants.shift();
  }

  get perSecond(): number {
    const [first, last] = [this.#instants[0], this.#instants.at(-1)];
    if (first === undefined || last === undefined || last === first) return 0;
    return (1000 * (this.#instants.length - 1)) / (last - first);
  }
}
