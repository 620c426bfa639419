import type { FrameSize } from '../core/frame.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Part } from './fuse.js';
import { type Product, padded } from './packing.js';
import type { Region } from './region.js';
import { type IntegerTensor, Tensors } from './tensors.js';

/** One call of a kernel, and what it is for. */
export interface Step {
  readonly kind: string;
  readonly name: string;
  run(kernels: Kernels): void;
}

/** Where the weights of each part lie, by the arrays and products that hold them. */
export type WeightAddresses = ReadonlyMap<object, number>;

/** Everything that the evaluation of one size of picture needs. */
export interface Plan extends FrameSize {
  readonly steps: readonly Step[];
  /** Address of the rgb24 picture. */
  readonly picture: { address: number };
  /** Address of the prior map, width / 4 × height / 4 float32. */
  readonly prior: { address: number };
  /** Address of the result: width / 2 × height / 2 float32. */
  readonly logits: number;
  /** The share of the center quadratic that is added, 1 at first. */
  readonly center: { strength: number };
}

/**
 * Lays out memory for the pictures between the parts of a network, and says which kernels to call.
 *
 * @param size - of the picture: multiples of 32.
 */
export function makePlan(parts: readonly Part[], weights: WeightAddresses, size: FrameSize, region: Region): Plan {
  return new Planner(parts, weights, size, region).plan;
}

class Planner {
  readonly plan: Plan;
  readonly #weights: WeightAddresses;
  readonly #tensors: Tensors;
  readonly #steps: Step[] = [];
  readonly #picture = { address: 0 };
  readonly #prior = { address: 0 };
  readonly #center = { strength: 1 };
  #scratch = 0;
  #logits = 0;

  constructor(parts: readonly Part[], weights: WeightAddresses, { width, height }: FrameSize, region: Region) {
    this.#tensors = new Tensors(region);
    this.#weights = weights;
    this.#scratch = region.take(scratchBytes(parts, width));
    for (const part of parts) this.#add(part, width, height);
    this.plan = {
      width,
      height,
      steps: this.#steps,
      picture: this.#picture,
      prior: this.#prior,
      logits: this.#logits,
      center: this.#center,
    };
  }

  #add(part: Part, width: number, height: number): void {
    const scratch = this.#scratch;
    const { name, src, kind } = part;
    switch (kind) {
      case 'stem': {
        const { product } = part;
        const out = this.#tensors.takeIntegers(name, width / 2, height / 2, product.outputs, product.largest / 32767);
        const [address, picture] = [this.#addressOf(product), this.#picture];
        this.#step(kind, name, (kernels) =>
          kernels.stem(
            ...([picture.address, out.width, out.height, address] as const),
            ...([product.largest, scratch, out.address, out.rowBytes] as const),
          ),
        );
        return;
      }
      case 'dense': {
        const { stride, product } = part;
        const from = this.#tensors.integers(src) ?? this.#quantize(src);
        const head = product.outputs <= 4;
        const sides = [from.width / stride, from.height / stride] as const;
        const out = head
          ? this.#tensors.takeFlat(name, ...sides, product.outputs)
          : this.#tensors.takeFloats(name, ...sides, product.outputs);
        const address = this.#addressOf(product);
        this.#step(head ? 'head' : kind, name, (kernels) =>
          kernels.dense3(
            ...([from.address, from.rowBytes, from.channels, stride, out.width, out.height, address] as const),
            ...([from.scale, scratch, out.address, out.rowBytes] as const),
          ),
        );
        return;
      }
      case 'block': {
        const { size, depthwise, widen, narrow } = part;
        const from = this.#tensors.floats(src);
        const out = this.#tensors.takeFloats(name, from.width, from.height, from.channels);
        const places = [this.#addressOf(depthwise), this.#addressOf(widen), this.#addressOf(narrow)] as const;
        const rows = rowsTogether(from);
        this.#step(`${kind} ${size}×${size}`, name, (kernels) =>
          kernels.residualBlock(
            ...([from.address, from.rowBytes, from.width, from.height, from.channels, size] as const),
            ...places,
            ...([rows, scratch, out.address] as const),
          ),
        );
        return;
      }
      case 'halve': {
        const { depthwise, product } = part;
        const from = this.#tensors.floats(src);
        const out = this.#tensors.takeFloats(name, from.width / 2, from.height / 2, product.outputs);
        const places = [this.#addressOf(depthwise), this.#addressOf(product)] as const;
        const rows = rowsTogether(out);
        this.#step(kind, name, (kernels) =>
          kernels.halvingBlock(
            ...([from.address, from.rowBytes, out.width, out.height, from.channels] as const),
            ...places,
            ...([rows, scratch, out.address, out.rowBytes] as const),
          ),
        );
        return;
      }
      case 'project': {
        const from = this.#tensors.floats(src);
        const out = this.#tensors.takeFlat(name, from.width, from.height, part.product.outputs);
        const address = this.#addressOf(part.product);
        this.#step(kind, name, (kernels) =>
          kernels.project(
            ...([from.address, from.rowBytes, from.width, from.height, from.channels] as const),
            ...([address, scratch, out.address] as const),
          ),
        );
        return;
      }
      case 'merge': {
        const low = this.#tensors.flat(part.low);
        const from = this.#tensors.floats(src);
        const out = this.#tensors.takeFloats(name, from.width, from.height, part.product.outputs);
        const address = this.#addressOf(part.product);
        this.#step(kind, name, (kernels) =>
          kernels.merge(
            ...([low.address, from.address, from.rowBytes, from.width, from.height, from.channels] as const),
            ...([address, scratch, out.address, out.rowBytes] as const),
          ),
        );
        return;
      }
      case 'context': {
        const from = this.#tensors.floats(src);
        const out = this.#tensors.takeFloats(name, from.width, from.height, from.channels);
        const matrix = this.#addressOf(part.matrix);
        const biases = matrix + 4 * from.channels * from.channels;
        this.#step(kind, name, (kernels) =>
          kernels.addContext(
            ...([from.address, from.rowBytes, from.width, from.height, from.channels] as const),
            ...([matrix, biases, scratch, out.address] as const),
          ),
        );
        return;
      }
      case 'prior': {
        const from = this.#tensors.floats(src);
        const out = this.#tensors.takeFloats(name, from.width, from.height, from.channels);
        const weights = this.#addressOf(part.weights);
        const prior = part.prior === 'prior' ? this.#prior : this.#tensors.flat(part.prior);
        this.#step(kind, name, (kernels) =>
          kernels.addPrior(
            ...([from.address, from.rowBytes, from.width, from.height, from.channels] as const),
            ...([prior.address, weights, out.address] as const),
          ),
        );
        return;
      }
      case 'pool': {
        const whole = src === 'prior' ? { width: width / 4, height: height / 4 } : this.#tensors.flat(src);
        const from = src === 'prior' ? this.#prior : this.#tensors.flat(src);
        const out = this.#tensors.takeFlat(name, whole.width / 2, whole.height / 2, 1);
        this.#step('prior', name, (kernels) => kernels.poolMap(from.address, out.width, out.height, out.address));
        return;
      }
      case 'unfold': {
        const from = this.#tensors.flat(src);
        const out = this.#tensors.takeFlat(name, 2 * from.width, 2 * from.height, 1);
        this.#logits = out.address;
        this.#step('head', name, (kernels) =>
          kernels.unfold(from.address, from.width, from.height, from.channels, out.address),
        );
        return;
      }
      case 'center': {
        const logits = this.#tensors.flat(src);
        const [terms, center] = [this.#addressOf(part.terms), this.#center];
        this.#step('head', name, (kernels) =>
          kernels.addCenter(logits.address, logits.width, logits.height, terms, center.strength),
        );
        return;
      }
    }
  }

  #quantize(src: string): IntegerTensor {
    const from = this.#tensors.floats(src);
    const out = this.#tensors.takeIntegers(src, from.width, from.height, from.channels, 0);
    this.#step('quantize', src, (kernels) => {
      out.scale = kernels.quantize(
        ...([from.address, from.rowBytes, from.width, from.height, from.channels] as const),
        ...([out.address, out.rowBytes] as const),
      );
    });
    return out;
  }

  #step(kind: string, name: string, run: (kernels: Kernels) => void): void {
    this.#steps.push({ kind, name, run });
  }

  #addressOf(weights: object): number {
    return this.#weights.get(weights)!;
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
  let most = 0;
  for (const part of parts) {
    const products: Product[] = [];
    if ('product' in part) products.push(part.product);
    if (part.kind === 'block') products.push(part.widen, part.narrow);
    for (const { inputs, outputs } of products) {
      // At least as wide as any row of a part that is no stem; four rows at most where rows are short.
      const pixels = Math.max(width / 4, 32) + 8;
      most = Math.max(most, (8 * pixels + 48) * Math.max(padded(inputs), padded(outputs)));
    }
    if (part.kind === 'stem') most = Math.max(most, 18 * width + 512 + 16 * padded(part.product.outputs));
  }
  return most;
}
