import { SaliencyError } from '../core/errors.js';

const PAGE = 65536;
const MAX_PAGES = 65536;
// The kernels keep tables of theirs at the start.
const STATIC_PAGES = 2;

/**
 * One block of WebAssembly memory that hands out typed arrays, zeroed and aligned to 16 bytes.
 *
 * The block never grows, which would detach the arrays, and nothing is handed back: all arrays live as long as the
 * arena. Ask for a generous capacity: pages that are never written cost address space, not memory.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly #end: number;
  #next = STATIC_PAGES * PAGE;

  /** @param capacity - bytes that the arrays may take together, 15 of padding for each included. */
  constructor(capacity: number) {
    const pages = Math.ceil(capacity / PAGE) + STATIC_PAGES;
    if (pages > MAX_PAGES) throw new SaliencyError('ERR_MEMORY', `${Math.ceil(capacity / 2 ** 20)} MiB exceed 4 GiB`);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#end = pages * PAGE;
  }

  uint8(length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.#take(length), length);
  }

  uint16(length: number): Uint16Array {
    return new Uint16Array(this.memory.buffer, this.#take(2 * length), length);
  }

  int16(length: number): Int16Array {
    return new Int16Array(this.memory.buffer, this.#take(2 * length), length);
  }

  int32(length: number): Int32Array {
    return new Int32Array(this.memory.buffer, this.#take(4 * length), length);
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.memory.buffer, this.#take(4 * length), length);
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.memory.buffer, this.#take(8 * length), length);
  }

  #take(bytes: number): number {
    const start = this.#next;
    this.#next = 16 * Math.ceil((start + bytes) / 16);
    if (this.#next > this.#end) {
      throw new SaliencyError(
        'ERR_MEMORY',
        `the arena of ${this.#end - STATIC_PAGES * PAGE} bytes is full: ${bytes} more were asked for`,
      );
    }
    return start;
  }
}
