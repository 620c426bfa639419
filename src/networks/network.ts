import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { fuse, type Part } from './fuse.js';
import { type Product, productBytes, writeProduct } from './packing.js';
import { makePlan, type Plan, type Step } from './plan.js';
import { Region } from './region.js';
import type { NetworkWeights } from './weights.js';

/**
 * A small convolutional network at work: a picture in, a number for each two by two pixels out.
 *
 * Matrix products are summed in integers of 32 bits, from weights of 8 bits (or 11 and more where they are stored as
 * floats) and numbers of 16 bits that are scaled to their largest anew for each four pixels; all else is float32. So the
 * result is the same to the bit on any machine. The constructor allocates, `run` overwrites.
 */
export class Network {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #parts: readonly Part[];
  readonly #addresses = new Map<object, number>();
  readonly #block: Uint8Array;
  #plan: Plan;
  #logits: Float32Array;

  /** Bytes of an arena for pictures of any of these sizes. */
  static bytes(weights: NetworkWeights, sizes: readonly FrameSize[]): number {
    const parts = fuse(weights);
    const region = new Region(0);
    place(parts, region, new Map());
    return region.used + planBytes(parts, sizes) + 64;
  }

  /** @param sizes - that pictures may have, multiples of 32; the first of them is the one to begin with. */
  constructor(kernels: Kernels, arena: Arena, weights: NetworkWeights, sizes: readonly FrameSize[]) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#parts = fuse(weights);
    const counted = new Region(0);
    place(this.#parts, counted, new Map());
    const fixed = arena.uint8(counted.used);
    place(this.#parts, new Region(fixed.byteOffset), this.#addresses);
    write(this.#addresses, arena.memory.buffer);
    this.#block = arena.uint8(planBytes(this.#parts, sizes));
    this.#plan = this.#makePlan(sizes[0]!);
    this.#logits = this.#viewLogits();
  }

  /** Makes ready for pictures of another size, one of those that the constructor was told of. */
  setSize(size: FrameSize): void {
    this.#plan = this.#makePlan(size);
    this.#logits = this.#viewLogits();
  }

  /** What `run` writes: width / 2 × height / 2 numbers, of the arena. Another array after `setSize`. */
  get logits(): Float32Array {
    return this.#logits;
  }

  /** The kernels that a picture takes, in order: for measurements. */
  get steps(): readonly Step[] {
    return this.#plan.steps;
  }

  /** The share of the center bias that is added, 1 unless it is set. Without effect on a network that has none. */
  set centerStrength(strength: number) {
    this.#plan.center.strength = strength;
  }

  /**
   * Evaluates the network.
   *
   * @param picture - address of an rgb24 picture without padding, of the arena.
   * @param prior - address of width / 4 × height / 4 float32 in [0, 1], for a network that takes a prior.
   */
  run(picture: number, prior = 0): void {
    const { steps } = this.#plan;
    this.#plan.picture.address = picture;
    this.#plan.prior.address = prior;
    for (let i = 0; i < steps.length; i++) steps[i]!.run(this.#kernels);
  }

  #makePlan(size: FrameSize): Plan {
    // The margins of all pictures are zeros, and stay so.
    this.#block.fill(0);
    return makePlan(this.#parts, this.#addresses, size, new Region(this.#block.byteOffset));
  }

  #viewLogits(): Float32Array {
    const { logits, width, height } = this.#plan;
    return new Float32Array(this.#arena.memory.buffer, logits, (width * height) / 4);
  }
}

/** What a part keeps in memory. */
function numbersOf(part: Part): (Product | Float32Array)[] {
  switch (part.kind) {
    case 'stem':
    case 'dense':
    case 'project':
    case 'merge':
      return [part.product];
    case 'halve':
      return [part.depthwise, part.product];
    case 'block':
      return [part.depthwise, part.widen, part.narrow];
    case 'context':
      return [part.matrix];
    case 'prior':
      return [part.weights];
    case 'center':
      return [part.terms];
    default:
      return [];
  }
}

function place(parts: readonly Part[], region: Region, addresses: Map<object, number>): void {
  for (const numbers of parts.flatMap(numbersOf)) {
    const bytes = numbers instanceof Float32Array ? numbers.byteLength : productBytes(numbers);
    addresses.set(numbers, region.take(bytes));
  }
}

function write(addresses: ReadonlyMap<object, number>, memory: ArrayBuffer): void {
  for (const [numbers, address] of addresses) {
    if (numbers instanceof Float32Array) new Float32Array(memory, address, numbers.length).set(numbers);
    else writeProduct(numbers as Product, memory, address);
  }
}

function planBytes(parts: readonly Part[], sizes: readonly FrameSize[]): number {
  let most = 0;
  const addresses = new Map<object, number>();
  place(parts, new Region(0), addresses);
  for (const size of sizes) {
    const region = new Region(0);
    makePlan(parts, addresses, size, region);
    most = Math.max(most, region.used);
  }
  return most;
}
