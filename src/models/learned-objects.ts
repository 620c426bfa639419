import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { NetworkInput } from '../networks/network-input.js';
import { ObjectNetwork } from '../networks/object-network.js';
import { RefineNetwork } from '../networks/refine-network.js';
import { loadNetwork, type NetworkWeights, networkNames } from '../networks/weights.js';
import { CarriedMap } from '../temporal/carried-map.js';
import type { MovingFrame } from '../temporal/map-maker.js';

/** Share of the refined map in what is seen of a frame. */
const REFINED = 0.8;

/** The weights of the networks that know objects. */
export interface ObjectWeights {
  readonly object: NetworkWeights;
  readonly refine: NetworkWeights;
}

/** True where this build has the networks that know objects. */
export const knowsObjects: boolean = ['object', 'refine'].every((name) => networkNames.includes(name));

/**
 * Loads the networks that know objects.
 *
 * @throws {SaliencyError} `ERR_NETWORK` when this build lacks one.
 */
export async function loadObjectNetworks(): Promise<ObjectWeights> {
  const [object, refine] = await Promise.all([loadNetwork('object'), loadNetwork('refine')]);
  return { object, refine };
}

/**
 * Networks' knowledge of what objects look like, for the maps of a shot: one tells which pixels are likely to be of an
 * object, another which object a coarse map means.
 *
 * They are evaluated in every k-th frame of a shot; their answers are carried along the flow to those between.
 */
export class LearnedObjects {
  readonly #kernels: Kernels;
  readonly #every: number;
  readonly #input: NetworkInput;
  readonly #object: ObjectNetwork;
  readonly #refine: RefineNetwork;
  readonly #expected: CarriedMap;
  readonly #refined: CarriedMap;
  #size: FrameSize;
  /** Frames since the networks were evaluated; 0 in a frame in which they are. */
  #age = 0;

  static bytes(size: FrameSize, { object, refine }: ObjectWeights): number {
    return (
      NetworkInput.bytes(size) + ObjectNetwork.bytes(object) + RefineNetwork.bytes(refine) + 2 * CarriedMap.bytes(size)
    );
  }

  /**
   * @param size - the largest picture that will be given.
   * @param every - k, 1 or more.
   */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, { object, refine }: ObjectWeights, every: number) {
    this.#kernels = kernels;
    this.#every = every;
    this.#size = size;
    this.#input = new NetworkInput(kernels, arena, size);
    this.#object = new ObjectNetwork(kernels, arena, object, this.#input);
    this.#refine = new RefineNetwork(kernels, arena, refine, this.#input);
    this.#expected = new CarriedMap(kernels, arena, size);
    this.#refined = new CarriedMap(kernels, arena, size);
  }

  /** Makes ready for pictures of another size: any that fits into the first one's. */
  setSize(size: FrameSize): void {
    this.#size = size;
    this.#input.setSize(size);
    this.#object.setSize();
    this.#refine.setSize();
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
      this.#object.run();
      this.#object.enlarge(this.#expected.map);
      // Until a map is refined; that of a frame alone is not.
      this.#refined.map.set(this.#expected.map);
    }
    return this.#expected.map;
  }

  /** Changes a map of the frame taken last, in place, to the object that it means. */
  refine(map: Float32Array): void {
    const { width, height } = this.#size;
    const refined = this.#refined.map;
    if (this.#age === 0) {
      this.#refine.run(map);
      this.#refine.enlarge(refined);
    }
    this.#kernels.blend(refined.byteOffset, REFINED, map.byteOffset, width * height, map.byteOffset);
  }
}
