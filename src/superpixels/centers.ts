import type { Arena } from '../kernels/arena.js';

/** Centers of superpixels as the kernel reads them: color in fixed point, place in pixels. */
export class Centers {
  // One memory, two types: (L, a, b, x term) in fixed point, then x and y in pixels; 16 bytes a center.
  readonly #colors: Int16Array;
  readonly #places: Float32Array;
  /** One pixel of distance in fixed point. */
  spaceUnit = 1;

  static bytes(count: number): number {
    return 16 * count + 16;
  }

  constructor(arena: Arena, count: number) {
    this.#colors = arena.int16(8 * count);
    this.#places = new Float32Array(this.#colors.buffer, this.#colors.byteOffset, 4 * count);
  }

  get address(): number {
    return this.#colors.byteOffset;
  }

  x(center: number): number {
    return this.#places[4 * center + 2]!;
  }

  y(center: number): number {
    return this.#places[4 * center + 3]!;
  }

  set(center: number, x: number, y: number, l: number, a: number, b: number): void {
    const at = 8 * center;
    this.#colors[at] = l;
    this.#colors[at + 1] = a;
    this.#colors[at + 2] = b;
    this.#colors[at + 3] = Math.round(x * this.spaceUnit);
    this.#places[4 * center + 2] = x;
    this.#places[4 * center + 3] = y;
  }

  /** Computes the distance of a center from a place and a color, in fixed point. */
  distance(center: number, x: number, y: number, l: number, a: number, b: number): number {
    const at = 8 * center;
    const dl = l - this.#colors[at]!;
    const da = a - this.#colors[at + 1]!;
    const db = b - this.#colors[at + 2]!;
    const dx = this.spaceUnit * (x - this.x(center));
    const dy = this.spaceUnit * (y - this.y(center));
    return Math.sqrt(dl * dl + da * da + db * db + dx * dx + dy * dy);
  }
}
