import type { Rational, Timestamp } from '../../core/frame.js';
import type { VideoInfo } from '../../core/stream.js';
import { ticksPerFrame } from '../ffmpeg/pts-range.js';

/**
 * Reads the timestamp of every frame from what FFmpeg's `showinfo` filter says.
 *
 * Frames and timestamps come through two pipes, both in order; frames are told of before they are written.
 */
export class TimestampReader {
  readonly #warnings: string[] = [];
  /** FFmpeg said that a signal ended it: it exits as if all were well. */
  interrupted = false;
  readonly #queue: Timestamp[] = [];
  readonly #step: number;
  #waiting: ((time: Timestamp | undefined) => void) | undefined;
  #ended = false;
  #timeBase: Rational;
  #count = 0;
  #last: number | undefined;
  #guessed = 0;
  #moved = 0;
  #size: string | undefined;
  #resized = false;

  constructor(info: VideoInfo) {
    this.#timeBase = info.timeBase;
    this.#step = ticksPerFrame(info);
  }

  /** Sentences for the user about what was wrong with sizes and timestamps so far. */
  get warnings(): readonly string[] {
    if (this.#moved === 0) return this.#warnings;
    const frames = this.#moved === 1 ? '1 frame was' : `${this.#moved} frames were`;
    return [
      ...this.#warnings,
      `timestamps repeat or fall: ${frames} moved behind the one before, in all outputs alike`,
    ];
  }

  /** Frames told of so far. */
  get count(): number {
    return this.#count;
  }

  /** Takes a line of stderr; false when it is not about frames. */
  read(line: string): boolean {
    if (!line.startsWith('[Parsed_showinfo')) {
      if (/received signal \d+/.test(line)) this.interrupted = true;
      return false;
    }
    const frame = /\bn: *\d+ pts: *(-?\d+|NOPTS)\b/.exec(line);
    if (frame) {
      this.#noteSize(/ s:(\d+x\d+)/.exec(line)?.[1]);
      this.#push(frame[1] === 'NOPTS' ? this.#guess() : Number(frame[1]));
    } else this.#readTimeBase(line);
    return true;
  }

  /** Gives the next frame's timestamp, when it comes; undefined when all have been told. */
  next(): Promise<Timestamp | undefined> {
    if (this.#queue.length > 0 || this.#ended) return Promise.resolve(this.#queue.shift());
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Ends the timestamps: FFmpeg has said all. */
  end(): void {
    this.#ended = true;
    this.#waiting?.(undefined);
  }

  /** Takes a timestamp; one that does not rise is moved behind the one before, as `risingTimestamps` does. */
  #push(given: number): void {
    const pts = this.#last === undefined ? given : Math.max(given, this.#last + 1);
    if (pts !== given) this.#moved++;
    this.#count++;
    this.#last = pts;
    const time = { pts, timeBase: this.#timeBase };
    if (this.#waiting === undefined) {
      this.#queue.push(time);
    } else {
      this.#waiting(time);
      this.#waiting = undefined;
    }
  }

  /** Guesses a missing timestamp: its frame follows the one before it after a mean frame's time. */
  #guess(): number {
    this.#guessed++;
    if (this.#guessed === 1) this.#warnings.push('some frames have no timestamp; they were set from the frame rate');
    return this.#last === undefined ? 0 : this.#last + this.#step;
  }

  #noteSize(size: string | undefined): void {
    if (this.#size !== undefined && size !== this.#size && !this.#resized) {
      this.#resized = true;
      this.#warnings.push(`the size of the pictures changes from ${this.#size} to ${size}; all are scaled to one size`);
    }
    this.#size ??= size;
  }

  #readTimeBase(line: string): void {
    const [, num, den] = /config in time_base: *(\d+)\/(\d+)/.exec(line) ?? [];
    if (num === undefined || Number(num) === 0) return;
    if (this.#timeBase.num === Number(num) && this.#timeBase.den === Number(den)) return;
    this.#timeBase = { num: Number(num), den: Number(den) };
  }
}
