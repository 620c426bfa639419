import type { Centers } from './centers.js';
import type { Grid } from './grid.js';
import type { LabPicture } from './lab-picture.js';

/** Finds where centers begin: on calm pixels, so that none starts on an edge or on noise. */
export class Seeds {
  readonly #picture: LabPicture;
  readonly #centers: Centers;

  constructor(picture: LabPicture, centers: Centers) {
    this.#picture = picture;
    this.#centers = centers;
  }

  /** Puts a center into each cell of a grid. */
  plant({ columns, rows }: Grid): void {
    const { width, height } = this.#picture;
    let center = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = Math.floor(((column + 0.5) * width) / columns);
        const y = Math.floor(((row + 0.5) * height) / rows);
        this.#plantAt(center++, x, y);
      }
    }
  }

  /**
   * Gives each center without a pixel a part of the largest superpixel, as long as that is large enough for two.
   *
   * @param sums - six float64 a center, the first of them its pixels; these are kept right.
   * @param count - how many centers there are.
   * @param leastArea - pixels of a superpixel that is split.
   */
  fillIn(sums: Float64Array, count: number, leastArea: number): void {
    const { width, height } = this.#picture;
    for (let center = 0; center < count; center++) {
      if (sums[6 * center] !== 0) continue;
      let largest = center;
      for (let other = 0; other < count; other++) {
        if (sums[6 * other]! > sums[6 * largest]!) largest = other;
      }
      const area = sums[6 * largest]!;
      if (area < leastArea) return;
      const shift = Math.sqrt(area) / 4;
      const x = this.#centers.x(largest);
      const y = this.#centers.y(largest);
      // Halved along the longer side of the picture; the next passes move both to where they belong.
      const dx = width < height ? 0 : shift;
      const dy = shift - dx;
      this.#plantAt(center, clamp(x + dx, width), clamp(y + dy, height));
      this.#plantAt(largest, clamp(x - dx, width), clamp(y - dy, height));
      sums[6 * center] = area / 2;
      sums[6 * largest] = area / 2;
    }
  }

  /** Puts a center on the calmest pixel around (x, y). */
  #plantAt(center: number, x: number, y: number): void {
    const { la, bx, stride } = this.#picture;
    const pixel = this.#picture.calmestAround(x, y);
    const row = Math.floor(pixel / stride);
    this.#centers.set(center, pixel - row * stride, row, la[2 * pixel]!, la[2 * pixel + 1]!, bx[2 * pixel]!);
  }
}

/** Gives the pixel that a coordinate lies in. */
function clamp(position: number, length: number): number {
  return Math.max(0, Math.min(length - 1, Math.round(position)));
}
