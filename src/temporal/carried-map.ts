import type { FrameSize } from '../core/frame.js';
import type { FlowField } from '../flow/flow-field.js';
import { warpMap } from '../flow/warp.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

/** A map that costs too much to be made for every frame of a shot: carried along the flow from those that have one. */
export class CarriedMap {
  readonly #kernels: Kernels;
  /** The map of the last frame; in the arena. */
  map: Float32Array;
  #other: Float32Array;

  static bytes({ width, height }: FrameSize): number {
    return 8 * width * height + 32;
  }

  /** @param size - the largest map that will be held. */
  constructor(kernels: Kernels, arena: Arena, { width, height }: FrameSize) {
    this.#kernels = kernels;
    this.map = arena.float32(width * height);
    this.#other = arena.float32(width * height);
  }

  /** Carries the map to the next frame, of the same size as the last one. */
  carry({ width, height }: FrameSize, back: FlowField): void {
    warpMap(this.#kernels, this.map, width, height, back, this.#other);
    [this.map, this.#other] = [this.#other, this.map];
  }
}
