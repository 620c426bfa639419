import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { fuse, type Part } from './fuse.js';
import { CENTER_STRENGTH, type Product, productBytes, writeProduct } from './packing.js';
import { makePlan, type Places, type Plan, type Step } from './plan.js';
import { Region } from './region.js';
import type { NetworkWeights } from './weights.js';

/** Addresses of what a network looks at, of its arena. */
export interface NetworkSources {
  /** An rgb24 picture without padding. */
  readonly picture: number;
  /** A map in [0, 1], width / 4 × height / 4 float32, for a network that takes one. */
  readonly prior?: number;
}

/**
 * A small convolutional network at work: a picture in, a number for each two by two pixels out.
 *
 * Matrix products are summed in integers of 32 bits, from weights of 8 bits (or 11 and more where they are stored as
 * floats) and numbers of 16 bits that are scaled to their largest anew for each four pixels; all else is float32. So the
 * result is the same to the bit on any machine. The constructor allocates, `run` overwrites.
 */
export class Network {
  readonly #kernels: Kernels;
  readonly #memory: ArrayBuffer;
  readonly #parts: readonly Part[];
  readonly #places: Places;
  readonly #block: Uint8Array;
  #plan: Plan;
  #logits: Float32Array;

  /** Bytes of an arena for pictures of any of these sizes; what the network looks at is not among them. */
  static bytes(weights: NetworkWeights, sizes: readonly FrameSize[]): number {
    const parts = fuse(weights);
    return weightBytes(parts) + planBytes(parts, sizes) + 32;
  }

  /** @param sizes - that pictures may have, multiples of 32; the first of them is the one to begin with. */
  constructor(
    kernels: Kernels,
    arena: Arena,
    weights: NetworkWeights,
    sizes: readonly FrameSize[],
    { picture, prior = 0 }: NetworkSources,
  ) {
    this.#kernels = kernels;
    this.#memory = arena.memory.buffer;
    this.#parts = fuse(weights);
    const { byteOffset } = arena.uint8(weightBytes(this.#parts));
    const places = placeWeights(this.#parts, new Region(byteOffset));
    writeWeights(places, this.#memory);
    this.#places = { weights: places, picture, prior };
    this.#block = arena.uint8(planBytes(this.#parts, sizes));
    this.#plan = this.#makePlan(sizes[0]!);
    this.#logits = this.#viewLogits(sizes[0]!);
  }

  /** Makes ready for pictures of another size, one of those that the constructor was told of. */
  setSize(size: FrameSize): void {
    this.#plan = this.#makePlan(size);
    this.#logits = this.#viewLogits(size);
  }

  /** The numbers that `run` writes: width / 2 × height / 2, of the arena. Another array after `setSize`. */
  get logits(): Float32Array {
    return this.#logits;
  }

  /** The kernels that a picture takes, in order: for measurements. */
  get steps(): readonly Step[] {
    return this.#plan.steps;
  }

  /** The share of the center bias that is added, 1 unless it is set. Without effect on a network that has none. */
  set centerStrength(strength: number) {
    for (const part of this.#parts) {
      if (part.kind !== 'center') continue;
      const terms = this.#places.weights.get(part.terms)!;
      new Float32Array(this.#memory, terms)[CENTER_STRENGTH] = strength;
    }
  }

  /** Evaluates the network for what its picture and prior are now. */
  run(): void {
    const { steps } = this.#plan;
    for (let i = 0; i < steps.length; i++) runStep(this.#kernels, steps[i]!);
  }

  #makePlan(size: FrameSize): Plan {
    const region = new Region(this.#block.byteOffset);
    const plan = makePlan(this.#parts, this.#places, size, region);
    // The margins of all pictures are zeros, and stay so.
    this.#block.fill(0, 0, region.used);
    return plan;
  }

  #viewLogits({ width, height }: FrameSize): Float32Array {
    return new Float32Array(this.#memory, this.#plan.logits, (width * height) / 4);
  }
}

/** Calls the kernel of a step. */
export function runStep(kernels: Kernels, { kernel, args }: Step): void {
  (kernels[kernel] as (...args: readonly number[]) => unknown)(...args);
}

/** Lists the numbers that a part keeps in memory. */
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

/** The address of each of the arrays and products. */
function placeWeights(parts: readonly Part[], region: Region): ReadonlyMap<Product | Float32Array, number> {
  const numbers = parts.flatMap(numbersOf);
  return new Map(
    numbers.map((each) => [each, region.take(each instanceof Float32Array ? each.byteLength : productBytes(each))]),
  );
}

function weightBytes(parts: readonly Part[]): number {
  const region = new Region(0);
  placeWeights(parts, region);
  return region.used;
}

function writeWeights(places: ReadonlyMap<Product | Float32Array, number>, memory: ArrayBuffer): void {
  for (const [numbers, address] of places) {
    if (numbers instanceof Float32Array) new Float32Array(memory, address, numbers.length).set(numbers);
    else writeProduct(numbers, memory, address);
  }
}

function planBytes(parts: readonly Part[], sizes: readonly FrameSize[]): number {
  const places = { weights: new Map(), picture: 0, prior: 0 };
  const bytes = sizes.map((size) => {
    const region = new Region(0);
    makePlan(parts, places, size, region);
    return region.used;
  });
  return Math.max(...bytes);
}
