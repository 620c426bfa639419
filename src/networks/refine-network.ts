import { FrameNetwork } from './frame-network.js';

/** The whole object that a coarse map means: the probability of each pixel to be part of it. */
export class RefineNetwork extends FrameNetwork {
  /**
   * Evaluates the picture that the input has read last.
   *
   * @param prior - the coarse map, in [0, 1], of the frame's size and of the arena.
   */
  run(prior: Float32Array): void {
    this.input.readPrior(prior);
    this.network.run();
    this.kernels.sigmoid(this.map.byteOffset, this.map.length, this.map.byteOffset);
  }
}
