import type { FrameSize } from '../core/frame.js';

/** Scales planes of one size to another one: up bilinear between the centers of pixels, down by the mean of areas. */
export class PlaneScaler {
  readonly #from: FrameSize;
  readonly #to: FrameSize;
  readonly #columns: Axis;
  readonly #rows: Axis;
  readonly #between: Float32Array;

  constructor(from: FrameSize, to: FrameSize) {
    this.#from = { width: from.width, height: from.height };
    this.#to = { width: to.width, height: to.height };
    this.#columns = axisOf(from.width, to.width);
    this.#rows = axisOf(from.height, to.height);
    this.#between = new Float32Array(to.width * from.height);
  }

  /** Writes `plane`, scaled, to `out`. */
  scale(plane: Float32Array, out: Float32Array): void {
    const { width: columns, height: rows } = this.#from;
    const { width, height } = this.#to;
    const between = this.#between;
    const { starts, firsts, weights } = this.#columns;
    for (let y = 0; y < rows; y++) {
      const row = y * columns;
      for (let x = 0; x < width; x++) {
        const end = starts[x + 1]!;
        let sum = 0;
        for (let k = starts[x]!, from = row + firsts[x]!; k < end; k++, from++) sum += weights[k]! * plane[from]!;
        between[y * width + x] = sum;
      }
    }
    const vertical = this.#rows;
    for (let y = 0; y < height; y++) {
      const begin = vertical.starts[y]!;
      const end = vertical.starts[y + 1]!;
      const to = y * width;
      for (let k = begin, from = vertical.firsts[y]! * width; k < end; k++, from += width) {
        const weight = vertical.weights[k]!;
        if (k === begin) for (let x = 0; x < width; x++) out[to + x] = weight * between[from + x]!;
        else for (let x = 0; x < width; x++) out[to + x]! += weight * between[from + x]!;
      }
    }
  }
}

/** For each pixel: the first one that it is made of, and the weights of it and its followers, between two starts. */
interface Axis {
  readonly starts: Int32Array;
  readonly firsts: Int32Array;
  readonly weights: Float32Array;
}

function axisOf(from: number, to: number): Axis {
  const starts = new Int32Array(to + 1);
  const firsts = new Int32Array(to);
  const weights: number[] = [];
  for (let i = 0; i < to; i++) {
    if (to < from) {
      // In whole numbers: cell i reaches from i · from to (i + 1) · from, a pixel of the source is `to` long.
      const begin = Math.floor((i * from) / to);
      firsts[i] = begin;
      for (let k = begin; k * to < (i + 1) * from; k++) {
        weights.push((Math.min((k + 1) * to, (i + 1) * from) - Math.max(k * to, i * from)) / from);
      }
    } else {
      const place = Math.max(0, Math.min(from - 1, ((i + 0.5) * from) / to - 0.5));
      const first = Math.floor(place);
      firsts[i] = first;
      weights.push(1 - (place - first));
      if (place > first) weights.push(place - first);
    }
    starts[i + 1] = weights.length;
  }
  return { starts, firsts, weights: Float32Array.from(weights) };
}
