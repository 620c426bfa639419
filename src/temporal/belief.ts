import type { FrameSize } from '../core/frame.js';
import type { FlowField } from '../flow/flow-field.js';
import { warpMap } from '../flow/warp.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

/** Share of what is seen now in what is believed, while something moves. */
const FRESH = 0.25;
/** The memory of the strongest motion fades by this a frame. */
const FADING = 0.98;
/** Motion, in pixels of a picture 400 long, below which nothing moves. */
const STILL = 0.5;

/**
 * What is believed to be salient: maps of a shot gathered along the flow.
 *
 * B_t = (1 − β) · seen + β · B_{t−1} carried along the flow, β = 1 − 0.25 ρ. While something moves, ρ = 1. When motion
 * dies down to a fraction of what it was, ρ falls with it, and a subject that stops stays salient.
 */
export class Belief {
  readonly #kernels: Kernels;
  readonly #hold: number;
  #map: Float32Array;
  #prior: Float32Array;
  #width = 0;
  #height = 0;
  #known = false;
  #strongest = 0;

  static bytes({ width, height }: FrameSize): number {
    return 8 * width * height + 32;
  }

  /**
   * @param size - the largest map that will be given.
   * @param hold - ρ = hold · motion / strongest motion so far, at most 1; 0 for ρ = 1 always.
   */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, hold: number) {
    this.#kernels = kernels;
    this.#hold = hold;
    this.#map = arena.float32(size.width * size.height);
    this.#prior = arena.float32(size.width * size.height);
    this.setSize(size);
  }

  /** Makes ready for maps of another size: any that fits into the first one's. Forgets everything. */
  setSize({ width, height }: FrameSize): void {
    this.#width = width;
    this.#height = height;
    this.reset();
  }

  reset(): void {
    this.#known = false;
    this.#strongest = 0;
  }

  /** What is believed of the last frame. */
  get map(): Float32Array {
    return this.#map;
  }

  /** Carries the belief to the next frame. Returns it, or undefined if there is none. */
  carry(back: FlowField): Float32Array | undefined {
    if (!this.#known) return undefined;
    warpMap(this.#kernels, this.#map, this.#width, this.#height, back, this.#prior);
    return this.#prior;
  }

  /**
   * Takes in what is seen in the frame that the belief was carried to.
   *
   * @param motion - how strongly something moves by itself, in pixels of a picture 400 long; undefined: not known.
   */
  update(seen: Float32Array, motion?: number): void {
    const rho = this.#freshness(motion);
    if (this.#known) {
      const count = this.#width * this.#height;
      const map = this.#map.byteOffset;
      this.#kernels.blend(seen.byteOffset, FRESH * rho, this.#prior.byteOffset, count, map);
    } else {
      this.#map.set(seen);
    }
    this.#known = true;
  }

  #freshness(motion: number | undefined): number {
    if (motion === undefined || this.#hold === 0) return 1;
    this.#strongest = Math.max(motion, FADING * this.#strongest, STILL);
    return this.#strongest > STILL ? Math.min(1, (this.#hold * motion) / this.#strongest) : 1;
  }
}
