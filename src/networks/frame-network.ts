import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { Network } from './network.js';
import { type NetworkInput, networkSizes } from './network-input.js';
import type { NetworkWeights } from './weights.js';

/** The common part of the networks that look at frames: they take what their input has read and make a map of it. */
export abstract class FrameNetwork {
  protected readonly kernels: Kernels;
  protected readonly input: NetworkInput;
  protected readonly network: Network;

  /** Bytes that the arena must have for one network with these weights, whatever the size of the frames. */
  static bytes(weights: NetworkWeights): number {
    return Network.bytes(weights, networkSizes);
  }

  /** @param input - where the frames come from; several networks may share it. */
  constructor(kernels: Kernels, arena: Arena, weights: NetworkWeights, input: NetworkInput) {
    this.kernels = kernels;
    this.input = input;
    this.network = new Network(kernels, arena, weights, networkSizes, input);
    this.network.setSize(input.size);
  }

  /** Follows the input, which was given frames of another size. */
  setSize(): void {
    this.network.setSize(this.input.size);
  }

  /** The map that `run` has written: of half the sides of the input's picture. Another array after `setSize`. */
  get map(): Float32Array {
    return this.network.logits;
  }

  /** Writes the map at the frame's size. @param out - of the arena. */
  enlarge(out: Float32Array): void {
    this.input.enlarge(this.map, out);
  }
}
