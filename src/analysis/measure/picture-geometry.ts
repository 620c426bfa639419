import type { DisplayedPicture } from '../../core/display-size.js';
import type { Point } from '../record/analysis.js';

/** Divides the width of a picture by its height as it is displayed: the sample aspect applied, where there is one. */
export function displayAspect({ width, height, sampleAspect: { num, den } }: DisplayedPicture): number {
  return (width * (num > 0 && den > 0 ? num / den : 1)) / height;
}

/** Distances in a picture as it is displayed. */
export class PictureGeometry {
  /** Sides of the picture as shares of its diagonal. */
  readonly #x: number;
  readonly #y: number;

  constructor(picture: DisplayedPicture) {
    const aspect = displayAspect(picture);
    const diagonal = Math.hypot(aspect, 1);
    this.#x = aspect / diagonal;
    this.#y = 1 / diagonal;
  }

  /** Computes the distance of two points as a share of the diagonal: 1 from corner to corner. */
  distance(a: Point, b: Point): number {
    return Math.hypot((a.x - b.x) * this.#x, (a.y - b.y) * this.#y);
  }
}
