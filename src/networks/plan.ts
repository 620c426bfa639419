import type { FrameSize } from '../core/frame.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Part } from './fuse.js';
import { padded } from './packing.js';
import type { Region } from './region.js';
import { type IntegerTensor, Tensors } from './tensors.js';

/** One call of a kernel, always with the same arguments, and what it is for. */
export interface Step {
  readonly kind: string;
  readonly name: string;
  readonly kernel: keyof Kernels;
  readonly args: readonly number[];
}

/** The addresses of what outlives a plan: the weights of each part, by the arrays and products that hold them. */
export interface Places {
  readonly weights: ReadonlyMap<object, number>;
  /** The rgb24 picture. */
  readonly picture: number;
  /** The prior map, width / 4 × height / 4 float32. */
  readonly prior: number;
}

/** Everything that the evaluation of one size of picture needs. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Address of the result: width / 2 × height / 2 float32. */
  readonly logits: number;
}

/**
 * Lays out memory for the pictures between the parts of a network, and says which kernels to call.
 *
 * @param size - of the picture: multiples of 32.
 */
export function makePlan(parts: readonly Part[], places: Places, size: FrameSize, region: Region): Plan {
  const planner = new Planner(parts, places, size, region);
  for (const part of parts) planner.add(part);
  return planner;
}

class Planner implements Plan {
  readonly steps: Step[] = [];
  logits = 0;
  readonly #tensors: Tensors;
  readonly #places: Places;
  readonly #size: FrameSize;
  readonly #scratch: number;

  constructor(parts: readonly Part[], places: Places, size: FrameSize, region: Region) {
    this.#tensors = new Tensors(region);
    this.#places = places;
    this.#size = size;
    this.#scratch = region.take(scratchBytes(parts, size.width));
  }

  add(part: Part): void {
    const tensors = this.#tensors;
    const scratch = this.#scratch;
    const { name, src, kind } = part;
    switch (kind) {
      case 'stem': {
        const [width, height] = [this.#size.width / 2, this.#size.height / 2];
        const out = tensors.takeIntegers(name, width, height, part.product.outputs);
        const [picture, product] = [this.#places.picture, this.#addressOf(part.product)];
        this.#step(kind, name, 'stem', picture, width, height, product, scratch, out.address, out.rowBytes, out.unit);
        return;
      }
      case 'dense': {
        const { stride, product } = part;
        const from = tensors.integers(src) ?? this.#quantize(src);
        const [width, height] = [from.width / stride, from.height / stride];
        const isHead = product.outputs <= 4;
        const out = tensors[isHead ? 'takeFlat' : 'takeFloats'](name, width, height, product.outputs);
        const source = [from.address, from.rowBytes, from.channels] as const;
        const [address, target] = [this.#addressOf(product), [out.address, out.rowBytes] as const];
        const what = isHead ? 'head' : kind;
        this.#step(what, name, 'dense3', ...source, stride, width, height, address, from.unit, scratch, ...target);
        return;
      }
      case 'block': {
        const { size, depthwise, widen, narrow } = part;
        const { source, from } = this.#source(src);
        const out = tensors.takeFloats(name, from.width, from.height, from.channels);
        const weights = [this.#addressOf(depthwise), this.#addressOf(widen), this.#addressOf(narrow)] as const;
        const what = `${kind} ${size}×${size}`;
        this.#step(what, name, 'residualBlock', ...source, size, ...weights, rowsTogether(from), scratch, out.address);
        return;
      }
      case 'halve': {
        const { depthwise, product } = part;
        const { address, rowBytes, channels, ...from } = tensors.floats(src);
        const out = tensors.takeFloats(name, from.width / 2, from.height / 2, product.outputs);
        const source = [address, rowBytes, out.width, out.height, channels] as const;
        const weights = [this.#addressOf(depthwise), this.#addressOf(product)] as const;
        const target = [out.address, out.rowBytes] as const;
        this.#step(kind, name, 'halvingBlock', ...source, ...weights, rowsTogether(out), scratch, ...target);
        return;
      }
      case 'project': {
        const { source, from } = this.#source(src);
        const out = tensors.takeFlat(name, from.width, from.height, part.product.outputs);
        this.#step(kind, name, 'project', ...source, this.#addressOf(part.product), scratch, out.address);
        return;
      }
      case 'merge': {
        const low = tensors.flat(part.low).address;
        const { source, from } = this.#source(src);
        const out = tensors.takeFloats(name, from.width, from.height, part.product.outputs);
        const product = this.#addressOf(part.product);
        this.#step(kind, name, 'merge', low, ...source, product, scratch, out.address, out.rowBytes);
        return;
      }
      case 'context': {
        const { source, from } = this.#source(src);
        const out = tensors.takeFloats(name, from.width, from.height, from.channels);
        const matrix = this.#addressOf(part.matrix);
        const biases = matrix + 4 * from.channels * from.channels;
        this.#step(kind, name, 'addContext', ...source, matrix, biases, scratch, out.address);
        return;
      }
      case 'prior': {
        const { source, from } = this.#source(src);
        const out = tensors.takeFloats(name, from.width, from.height, from.channels);
        const { address } = this.#map(part.prior);
        this.#step(kind, name, 'addPrior', ...source, address, this.#addressOf(part.weights), out.address);
        return;
      }
      case 'pool': {
        const from = this.#map(src);
        const out = tensors.takeFlat(name, from.width / 2, from.height / 2, 1);
        this.#step('prior', name, 'poolMap', from.address, out.width, out.height, out.address);
        return;
      }
      case 'unfold': {
        const from = tensors.flat(src);
        const out = tensors.takeFlat(name, 2 * from.width, 2 * from.height, 1);
        this.logits = out.address;
        this.#step('head', name, 'unfold', from.address, from.width, from.height, from.channels, out.address);
        return;
      }
      case 'center': {
        const { address, width, height } = tensors.flat(src);
        this.#step('head', name, 'addCenter', address, width, height, this.#addressOf(part.terms));
        return;
      }
    }
  }

  #quantize(src: string): IntegerTensor {
    const { source, from } = this.#source(src);
    const out = this.#tensors.takeIntegers(src, from.width, from.height, from.channels);
    this.#step('quantize', src, 'quantize', ...source, out.address, out.rowBytes, out.unit);
    return out;
  }

  /** A picture of floats, and the five arguments by which most kernels are told of one. */
  #source(name: string) {
    const from = this.#tensors.floats(name);
    const { address, rowBytes, width, height, channels } = from;
    return { from, source: [address, rowBytes, width, height, channels] as const };
  }

  /** The prior map, or one that was made of it. */
  #map(name: string): FrameSize & { readonly address: number } {
    if (name !== 'prior') return this.#tensors.flat(name);
    return { address: this.#places.prior, width: this.#size.width / 4, height: this.#size.height / 4 };
  }

  #step<K extends keyof Kernels>(kind: string, name: string, kernel: K, ...args: Parameters<Kernels[K]>): void {
    this.steps.push({ kind, name, kernel, args });
  }

  #addressOf(weights: object): number {
    return this.#places.weights.get(weights)!;
  }
}

/** Rows of pixels that fill groups of four. */
function rowsTogether({ width, height }: FrameSize): number {
  let rows = 1;
  while ((rows * width) % 4 !== 0) rows *= 2;
  return Math.min(rows, height);
}

/** Bytes that the greediest of the parts clobbers, for a picture of so many columns. */
function scratchBytes(parts: readonly Part[], width: number): number {
  // No row of a part that is no stem is longer; short rows are taken together, up to four.
  const pixels = Math.max(width / 4, 32) + 8;
  const sizes = parts.map((part) => {
    if (part.kind === 'stem') return 18 * width + 640 + 16 * padded(part.product.outputs);
    if (part.kind === 'dense') return 16 * padded(part.product.outputs) + 72 * padded(part.product.inputs);
    const products = part.kind === 'block' ? [part.widen, part.narrow] : 'product' in part ? [part.product] : [];
    const channels = products.flatMap(({ inputs, outputs }) => [padded(inputs), padded(outputs)]);
    return (8 * pixels + 48) * Math.max(0, ...channels);
  });
  return Math.max(...sizes);
}
