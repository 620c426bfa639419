import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { PATCH_VALUES, type Patches, VALUES_APART } from './patches.js';

/** Patches that one is compared with. */
const NEAREST = 64;
/** Weight of the distance of places. */
const PLACE = 3;
/** A distance of colors of so much in CIELAB, black from white, is 1: of the root of the mean square over the pixels. */
const FULL = 100;

/**
 * Finds how unlike a patch is to those that are likest to it: 1 − exp(−mean of d over the 64 nearest), with d the distance of
 * colors over (1 + 3 · the distance of places). The patch itself is left out.
 *
 * A patch is given up as soon as the coarse part of its distance exceeds the 64th so far: the result is that of all distances.
 *
 * Goferman, Zelnik-Manor, Tal, "Context-Aware Saliency Detection", CVPR 2010, eq. 1 and 4.
 */
export class PatchContrast {
  readonly #kernels: Kernels;
  readonly #nearest: Float32Array;

  static readonly bytes = 4 * NEAREST + 16;

  /** @param arena - that of the patches too. */
  constructor(kernels: Kernels, arena: Arena) {
    this.#kernels = kernels;
    this.#nearest = arena.float32(NEAREST);
  }

  /**
   * Writes the contrast of each patch.
   *
   * @param others - what it is compared with; `patches` itself may be among them.
   */
  measure(patches: Patches, others: readonly Patches[], out: Float32Array): void {
    const nearest = this.#nearest;
    const unit = FULL * Math.sqrt(PATCH_VALUES / 3);
    for (let i = 0; i < out.length; i++) {
      let held = 0;
      for (let o = 0; o < others.length; o++) {
        const other = others[o]!;
        held = this.#kernels.nearestPatches(
          patches.values.byteOffset + 4 * VALUES_APART * i,
          patches.x[i]!,
          patches.y[i]!,
          other.values.byteOffset,
          other.x.byteOffset,
          other.y.byteOffset,
          other.x.length,
          other === patches ? i : -1,
          unit,
          PLACE,
          nearest.byteOffset,
          held,
          NEAREST,
        );
      }
      let sum = 0;
      for (let k = 0; k < held; k++) sum += nearest[k]!;
      out[i] = held === 0 ? 0 : 1 - Math.exp(-sum / held);
    }
  }
}
