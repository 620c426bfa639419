import { FrameNetwork } from './frame-network.js';

/** Estimates where eyes rest on a picture: the logarithm of the density of fixations, but for a constant. */
export class GazeNetwork extends FrameNetwork {
  /**
   * The share of what people look at for being in the middle of the picture: 1, as the network has learned it from
   * them, down to 0, not at all.
   */
  centerStrength = 1;

  /** Evaluates the picture that the input has read last. */
  run(): void {
    this.network.centerStrength = this.centerStrength;
    this.network.run();
  }
}
