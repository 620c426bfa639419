import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Runs } from './runs.js';

/** A vector for every 2 × 2 pixels of a picture, an odd last row or column left out. In the arena. */
export interface HalfField extends FrameSize {
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** Sums of maps and flows over each superpixel. */
export class RegionPlanes {
  readonly #kernels: Kernels;
  /** One sum a superpixel for a map; u and v of each in turn for a flow. */
  readonly sums: Float64Array;

  static bytes(nodes: number): number {
    return 16 * nodes + 16;
  }

  /** @param nodes - the most superpixels that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number) {
    this.#kernels = kernels;
    this.sums = arena.float64(2 * nodes);
  }

  /**
   * Sums the values of a map over each superpixel.
   *
   * @param map - of the picture that `runs` divides, rows `stride` values apart.
   */
  sumMap(runs: Runs, nodes: number, map: Float32Array, stride: number): void {
    this.#kernels.sumPlane(
      runs.starts.byteOffset,
      runs.ends.byteOffset,
      runs.labels.byteOffset,
      runs.rowStarts.byteOffset,
      runs.height,
      map.byteOffset,
      stride,
      this.sums.byteOffset,
      nodes,
    );
  }

  /**
   * Sums the vectors of a flow over each superpixel.
   *
   * @param flow - of the picture that `runs` divides.
   */
  sumFlow(runs: Runs, nodes: number, flow: HalfField): void {
    this.#kernels.sumHalfFlow(
      runs.starts.byteOffset,
      runs.ends.byteOffset,
      runs.labels.byteOffset,
      runs.rowStarts.byteOffset,
      runs.height,
      flow.u.byteOffset,
      flow.v.byteOffset,
      flow.width,
      flow.height,
      this.sums.byteOffset,
      nodes,
    );
  }
}
