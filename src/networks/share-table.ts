import type { Arena } from '../kernels/arena.js';

/**
 * The pixels of a line that each pixel of a scaled line is made of, and their shares: a table for the kernels in
 * kernels/assembly/area.ts.
 *
 * A shorter line takes the mean over the part that each of its pixels covers; a longer one lies between the two nearest
 * pixel centers, and repeats the ends.
 */
export class ShareTable {
  readonly #entries: Int32Array;
  /** Shares that an entry has room for. */
  most = 0;

  /** Bytes of an arena for lines of at most so many pixels, from and to. */
  static bytes(from: number, to: number): number {
    return 4 * capacity(from, to) + 16;
  }

  constructor(arena: Arena, from: number, to: number) {
    this.#entries = arena.int32(capacity(from, to));
  }

  get address(): number {
    return this.#entries.byteOffset;
  }

  /** Fills the table for lines of `from` pixels that become `to`, neither longer than the constructor was told. */
  set(from: number, to: number): void {
    const ratio = from / to;
    this.most = to < from ? Math.ceil(ratio) + 1 : 2;
    const entries = this.#entries;
    const shares = new Float32Array(entries.buffer, entries.byteOffset, entries.length);
    for (let i = 0; i < to; i++) {
      const at = i * (2 + this.most);
      if (to < from) {
        const [start, end] = [i * ratio, (i + 1) * ratio];
        const first = Math.floor(start + 1e-9);
        const last = Math.min(from, Math.ceil(end - 1e-9));
        entries[at] = first;
        entries[at + 1] = last - first;
        for (let k = first; k < last; k++) {
          shares[at + 2 + k - first] = (Math.min(end, k + 1) - Math.max(start, k)) / ratio;
        }
      } else {
        const place = Math.max(0, Math.min((i + 0.5) * ratio - 0.5, from - 1));
        const first = Math.floor(place);
        entries[at] = first;
        entries[at + 1] = first + 1 < from ? 2 : 1;
        shares[at + 2] = first + 1 < from ? 1 - (place - first) : 1;
        shares[at + 3] = place - first;
      }
    }
  }
}

/** Numbers of the largest table: where lines grow, 4 a pixel; where they shrink, 3 a pixel and a few for each one seen. */
function capacity(from: number, to: number): number {
  return 5 * to + from + 16;
}
