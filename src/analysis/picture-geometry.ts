import type { FrameSize, Rational } from '../core/frame.js';
import type { Point } from './analysis.js';

/** Shape of a picture as it is displayed. */
export class PictureGeometry {
  /** Width over height, the sample aspect applied. */
  readonly aspect: number;
  /** Sides of the picture as shares of its diagonal. */
  readonly #x: number;
  readonly #y: number;

  constructor({ width, height, sampleAspect }: FrameSize & { readonly sampleAspect: Rational }) {
    const pixelAspect = sampleAspect.num > 0 && sampleAspect.den > 0 ? sampleAspect.num / sampleAspect.den : 1;
    this.aspect = (width * pixelAspect) / height;
    const diagonal = Math.hypot(this.aspect, 1);
    this.#x = this.aspect / diagonal;
    this.#y = 1 / diagonal;
  }

  /** Distance of two points as a share of the diagonal: 1 from corner to corner. */
  distance(a: Point, b: Point): number {
    return Math.hypot((a.x - b.x) * this.#x, (a.y - b.y) * this.#y);
  }
}
