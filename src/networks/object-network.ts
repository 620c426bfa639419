import { FrameNetwork } from './frame-network.js';

/** The probability of each pixel to be part of what a picture shows: of its objects, not of their surroundings. */
export class ObjectNetwork extends FrameNetwork {
  /** Evaluates the picture that the input has read last. */
  run(): void {
    this.network.run();
    this.kernels.sigmoid(this.map.byteOffset, this.map.length, this.map.byteOffset);
  }
}
