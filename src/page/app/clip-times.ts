/** Microseconds are lost on the way through a player. */
const SLACK = 0.0005;

/** The instants of a clip's frames, and the frames of instants. */
export class ClipTimes {
  readonly length: number;
  readonly #times: Float64Array;
  readonly #end: number;

  /**
   * @param times - seconds of each frame, rising.
   * @param duration - seconds from the first frame to the end of the last one.
   */
  constructor(times: Float64Array, duration: number) {
    this.length = times.length;
    this.#times = times;
    this.#end = (times[0] ?? 0) + duration;
  }

  /** Seconds of a frame. */
  at(index: number): number {
    return this.#times[index]!;
  }

  /** Seconds at which a frame ends. */
  endOf(index: number): number {
    return this.#times[index + 1] ?? Math.max(this.#end, this.#times[index]! + 0.01);
  }

  /** Gives the frame that is shown at an instant; the first before it, the last after it. */
  indexAt(seconds: number): number {
    let [low, high] = [0, this.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#times[middle]! <= seconds + SLACK) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Gives an instant within a frame, far from its edges: where a player has to seek to show it. */
  middleOf(index: number): number {
    const start = this.#times[index]!;
    return start + Math.min((this.endOf(index) - start) / 2, 0.02);
  }
}
