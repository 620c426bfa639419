import type { FrameSize } from '../core/frame.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels, type Kernels } from '../kernels/kernels.js';

/** The spread of nearness in both chains, as a share of the lattice's width: the paper's, and that of its authors' program. */
const [SIGMA, SIGMA_OF_CONCENTRATION] = [0.15, 0.06];

/**
 * Finds where a walker on a lattice dwells who prefers what is unlike and near, and then what draws most of that together.
 *
 * Activation: steps from i to j have the weight |M(i) − M(j)| · F(i, j), with F = exp(−d² / 2σ²), over the sum of those
 * from i. Concentration: the weight A(j) · F(i, j), likewise, of a smaller σ. The chain of the first is that of an undirected graph, and so
 * is that of the second times A(i): where the walker is in the long run is known without walking. It is π(i) ∝ Σ_j |M(i) −
 * M(j)| · F(i, j), and π(i) ∝ A(i) · Σ_j A(j) · F(i, j).
 *
 * Harel, Koch, Perona, "Graph-Based Visual Saliency", NIPS 2006.
 */
export class AttentionChain {
  readonly #kernels: Kernels;
  readonly #width: number;
  readonly #height: number;
  readonly #columns: Float32Array;
  readonly #rows: Float32Array;
  /** Nearness of the second chain. */
  readonly #near: Float64Array;
  readonly #feature: Float32Array;
  readonly #activation: Float32Array;
  readonly #between: Float64Array;

  /** @param size - of the lattice. The time it takes grows with the square of its nodes. */
  constructor({ width, height }: FrameSize) {
    const nodes = width * height;
    const arena = new Arena(8 * nodes + 4 * (width + height) + 64);
    const nearness = (sigma: number) => (_: unknown, d: number) => Math.exp(-(d * d) / (2 * (sigma * width) ** 2));
    this.#kernels = instantiateKernels(arena.memory);
    this.#width = width;
    this.#height = height;
    this.#columns = arena.float32(width);
    this.#rows = arena.float32(height);
    this.#columns.set(Float32Array.from({ length: width }, nearness(SIGMA)));
    this.#rows.set(Float32Array.from({ length: height }, nearness(SIGMA)));
    this.#near = Float64Array.from({ length: Math.max(width, height) }, nearness(SIGMA_OF_CONCENTRATION));
    this.#feature = arena.float32(nodes);
    this.#activation = arena.float32(nodes);
    this.#between = new Float64Array(nodes);
  }

  /** Adds what a feature draws attention to: a distribution over the nodes, scaled by `share`. Nothing for an even one. */
  addAttention(feature: Float32Array, share: number, out: Float32Array): void {
    const activation = this.#activation;
    this.#feature.set(feature);
    this.#kernels.addUnlikeness(
      this.#feature.byteOffset,
      this.#width,
      this.#height,
      this.#columns.byteOffset,
      this.#rows.byteOffset,
      activation.byteOffset,
    );
    if (!normalize(activation)) return;
    this.#concentrate();
    if (!normalize(activation)) return;
    for (let i = 0; i < out.length; i++) out[i]! += share * activation[i]!;
  }

  #concentrate(): void {
    const width = this.#width;
    const height = this.#height;
    const near = this.#near;
    const activation = this.#activation;
    const between = this.#between;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let u = 0; u < width; u++) sum += near[Math.abs(u - x)]! * activation[y * width + u]!;
        between[y * width + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let v = 0; v < height; v++) sum += near[Math.abs(v - y)]! * between[v * width + x]!;
        activation[y * width + x]! *= sum;
      }
    }
  }
}

/** Makes the sum 1; false where there is nothing. */
function normalize(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  if (!(sum > 1e-6)) return false;
  for (let i = 0; i < values.length; i++) values[i]! /= sum;
  return true;
}
