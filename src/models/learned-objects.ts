import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { NetworkInput } from '../networks/network-input.js';
import { RefineNetwork } from '../networks/refine-network.js';
import type { NetworkWeights } from '../networks/weights.js';
import { CarriedMap } from '../temporal/carried-map.js';
import type { MovingFrame } from '../temporal/map-maker.js';

/** Share of the refined map in what is seen of a frame. */
const REFINED = 0.8;

/**
 * A network's knowledge of what objects look like, for the maps of a shot: which pixels are likely to be of an object,
 * and which object a coarse map means.
 *
 * The network is evaluated in every k-th frame of a shot; its answers are carried along the flow to those between.
 */
export class LearnedObjects {
  readonly #kernels: Kernels;
  readonly #every: number;
  readonly #input: NetworkInput;
  readonly #network: RefineNetwork;
  readonly #nothing: Float32Array;
  readonly #expected: CarriedMap;
  readonly #refined: CarriedMap;
  #size: FrameSize;
  /** Frames since the network was evaluated; 0 in a frame in which it is. */
  #age = 0;

  static bytes(size: FrameSize, weights: NetworkWeights): number {
    return (
      NetworkInput.bytes(size) +
      RefineNetwork.bytes(weights) +
      2 * CarriedMap.bytes(size) +
      4 * size.width * size.height +
      16
    );
  }

  /**
   * @param size - the largest picture that will be given.
   * @param every - k, 1 or more.
   */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, weights: NetworkWeights, every: number) {
    this.#kernels = kernels;
    this.#every = every;
    this.#size = size;
    this.#input = new NetworkInput(kernels, arena, size);
    this.#network = new RefineNetwork(kernels, arena, weights, this.#input);
    this.#expected = new CarriedMap(kernels, arena, size);
    this.#refined = new CarriedMap(kernels, arena, size);
    this.#nothing = arena.float32(size.width * size.height);
  }

  /** Makes ready for pictures of another size: any that fits into the first one's. */
  setSize(size: FrameSize): void {
    this.#size = size;
    this.#input.setSize(size);
    this.#network.setSize();
  }

  /**
   * Takes the next frame of a shot.
   *
   * @returns the probability of each pixel to be of an object; in the arena, until the next call.
   */
  expect({ rgb, back, anew }: MovingFrame): Float32Array {
    this.#age = back === undefined || anew || this.#age + 1 >= this.#every ? 0 : this.#age + 1;
    if (this.#age > 0) {
      this.#expected.carry(this.#size, back!);
      this.#refined.carry(this.#size, back!);
    } else {
      this.#input.read(rgb);
      this.#network.run(this.#nothing);
      this.#network.enlarge(this.#expected.map);
    }
    return this.#expected.map;
  }

  /** Changes a map of the frame taken last, in place, to the object that it means. */
  refine(map: Float32Array): void {
    const { width, height } = this.#size;
    const refined = this.#refined.map;
    if (this.#age === 0) {
      this.#network.run(map);
      this.#network.enlarge(refined);
    }
    this.#kernels.blend(refined.byteOffset, REFINED, map.byteOffset, width * height, map.byteOffset);
  }
}
