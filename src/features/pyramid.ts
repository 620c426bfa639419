import type { FrameSize } from '../core/frame.js';

/** One level of a pyramid: width · height values. */
export interface PyramidLevel extends FrameSize {
  readonly data: Float32Array;
}

/** A plane at full size and at halves of it, each level blurred by (1, 4, 6, 4, 1) / 16 before every second pixel is taken. */
export class Pyramid {
  /** Level 0 is to be written before `build`. */
  readonly levels: readonly PyramidLevel[];
  readonly #between: Float32Array;

  /** @param count - levels, at least 1; sides are halved and rounded up. */
  constructor({ width, height }: FrameSize, count: number) {
    const levels: PyramidLevel[] = [];
    for (let level = 0, [w, h] = [width, height]; level < count; level++) {
      levels.push({ width: w, height: h, data: new Float32Array(w * h) });
      w = (w + 1) >> 1;
      h = (h + 1) >> 1;
    }
    this.levels = levels;
    this.#between = new Float32Array(((width + 1) >> 1) * height);
  }

  /** Makes all levels from level 0. */
  build(): void {
    for (let level = 1; level < this.levels.length; level++) {
      halve(this.levels[level - 1]!, this.#between, this.levels[level]!);
    }
  }
}

/**
 * Blurs and takes every second pixel; the border goes on as it ends.
 *
 * @param between - room for half the width times the height of `from`.
 */
export function halve(from: PyramidLevel, between: Float32Array, to: PyramidLevel): void {
  const { width, height, data } = from;
  const { width: columns, height: rows, data: out } = to;
  const last = width - 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < columns; x++) {
      const center = 2 * x;
      if (x > 0 && center + 2 <= last) {
        const at = row + center;
        between[y * columns + x] =
          0.0625 * (data[at - 2]! + data[at + 2]!) + 0.25 * (data[at - 1]! + data[at + 1]!) + 0.375 * data[at]!;
        continue;
      }
      const a = row + (center < 2 ? 0 : center - 2);
      const b = row + (center < 1 ? 0 : center - 1);
      const d = row + (center + 1 > last ? last : center + 1);
      const e = row + (center + 2 > last ? last : center + 2);
      between[y * columns + x] =
        0.0625 * (data[a]! + data[e]!) + 0.25 * (data[b]! + data[d]!) + 0.375 * data[row + center]!;
    }
  }
  const bottom = height - 1;
  for (let y = 0; y < rows; y++) {
    const center = 2 * y;
    const a = Math.max(0, center - 2) * columns;
    const b = Math.max(0, center - 1) * columns;
    const c = center * columns;
    const d = Math.min(bottom, center + 1) * columns;
    const e = Math.min(bottom, center + 2) * columns;
    for (let x = 0; x < columns; x++) {
      out[y * columns + x] =
        0.0625 * (between[a + x]! + between[e + x]!) +
        0.25 * (between[b + x]! + between[d + x]!) +
        0.375 * between[c + x]!;
    }
  }
}
