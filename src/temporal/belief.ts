import type { FrameSize } from '../core/frame.js';
import type { FlowField } from '../flow/flow-field.js';
import { warpMap } from '../flow/warp.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Evidence } from './map-maker.js';

/** The memory of the strongest motion fades by this a frame. */
const FADING = 0.98;
/** Motion, in pixels of a picture 400 long, below which nothing moves. */
const STILL = 0.5;

/**
 * Remembers what is believed to be salient: the maps of a shot gathered along the flow.
 *
 * B_t = (1 − β) · seen + β · B_{t−1} carried along the flow, β = 1 − φ ρ γ. While something moves, ρ = 1. When motion
 * dies down to a fraction of what it was, ρ falls with it, and a subject that stops stays salient. γ = min(1, c_t / C_{t−1}):
 * what is seen with less confidence c than the belief was gathered with, C, changes it the less. C is gathered as B is.
 *
 * What is told of confidence forgets sooner, with φ alone: the map of a subject that left is held, but nobody is sure of it.
 */
export class Belief {
  readonly #kernels: Kernels;
  readonly #fresh: number;
  readonly #hold: number;
  /** The belief about the last frame; undefined while there is none. */
  #map: Float32Array | undefined;
  readonly #prior: Float32Array;
  #width = 0;
  #height = 0;
  /** True while the prior is that of the frame that comes next. */
  #carried = false;
  #strongest = 0;
  /** The confidence that the map was gathered with. */
  #gathered = 0;
  /** Confidence that there is a subject now, in [0, 1], from the last frames: those longer ago count less. */
  confidence = 0;

  static bytes({ width, height }: FrameSize): number {
    return 4 * width * height + 16;
  }

  /**
   * @param size - the largest map that will be given.
   * @param fresh - φ: share of what is seen now in what is believed, while something moves.
   * @param hold - ρ = hold · motion / strongest motion so far, at most 1; 0 for ρ = 1 always.
   */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, fresh: number, hold: number) {
    this.#kernels = kernels;
    this.#fresh = fresh;
    this.#hold = hold;
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
    this.#map = undefined;
    this.#carried = false;
    this.#strongest = 0;
    this.#gathered = 0;
    this.confidence = 0;
  }

  /** Carries the belief to the next frame. Returns it, or undefined if there is none. */
  carry(back: FlowField): Float32Array | undefined {
    this.#carried = this.#map !== undefined;
    if (this.#map === undefined) return undefined;
    warpMap(this.#kernels, this.#map, this.#width, this.#height, back, this.#prior);
    return this.#prior;
  }

  /**
   * Takes in what is seen in the frame that the belief was carried to. A frame that shows nothing ends what was believed.
   *
   * @param seen - in the arena; becomes what is believed, and has to stay so until that is carried on.
   */
  update(seen: Float32Array, { motion, empty, confidence }: Evidence): void {
    if (empty) this.reset();
    const sureness = this.#carried && confidence < this.#gathered ? confidence / this.#gathered : 1;
    const share = this.#fresh * this.#freshness(motion) * sureness;
    if (this.#carried) {
      const count = this.#width * this.#height;
      this.#kernels.blend(seen.byteOffset, share, this.#prior.byteOffset, count, seen.byteOffset);
      this.#gathered += share * (confidence - this.#gathered);
      this.confidence += this.#fresh * (confidence - this.confidence);
    } else {
      this.#gathered = confidence;
      this.confidence = confidence;
    }
    this.#map = empty ? undefined : seen;
    this.#carried = false;
  }

  #freshness(motion: number | undefined): number {
    if (motion === undefined || this.#hold === 0) return 1;
    this.#strongest = Math.max(motion, FADING * this.#strongest, STILL);
    return this.#strongest > STILL ? Math.min(1, (this.#hold * motion) / this.#strongest) : 1;
  }
}
