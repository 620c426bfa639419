import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { RegionGraph } from './region-graph.js';

/** Tells how the distance in one feature counts in the affinity. */
export interface FeatureScale {
  /** Numbers that a node has of the feature. */
  readonly dimensions: number;
  /** Falloff: a normalized distance of this much divides the affinity by e. */
  readonly theta: number;
  /**
   * Distances are divided by the greatest over the edges, or by this where none is as great; without it, they are
   * normalized by their least and greatest.
   */
  readonly floor?: number;
}

/**
 * Weights of the edges of a graph: w = exp(−Σ d / θ), the sum being over features, and d the Euclidean distance of the
 * two nodes, normalized over the edges of the graph.
 *
 * Call `begin`, then `add` for each feature, then `finish`.
 */
export class Affinity {
  readonly #kernels: Kernels;
  readonly #costs: Float64Array;
  readonly #range: Float64Array;
  /** Distances over the edges in the feature that was added last, before they are normalized. */
  readonly distances: Float64Array;
  /** Weight of each edge. */
  readonly weights: Float64Array;

  static bytes(nodes: number): number {
    return 24 * maxEdges(nodes) + 16 + 64;
  }

  /** @param nodes - the most that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number) {
    const edges = maxEdges(nodes);
    this.#kernels = kernels;
    this.distances = arena.float64(edges);
    this.#costs = arena.float64(edges);
    this.#range = arena.float64(2);
    this.weights = arena.float64(edges);
  }

  begin(graph: RegionGraph): void {
    this.#costs.fill(0, 0, graph.edgeCount + 3);
  }

  /**
   * Adds a feature.
   *
   * @param values - the features of each node in turn; in the arena.
   * @returns the greatest distance over the edges, before it is normalized; 0 for a graph without edges.
   */
  add(graph: RegionGraph, values: Float64Array, { dimensions, theta, floor }: FeatureScale): number {
    const count = graph.edgeCount;
    if (count === 0) return 0;
    this.#kernels.edgeDistances(
      graph.edges.byteOffset,
      count,
      values.byteOffset,
      dimensions,
      this.distances.byteOffset,
      this.#range.byteOffset,
    );
    const least = floor === undefined ? this.#range[0]! : 0;
    const greatest = this.#range[1]!;
    const span = floor === undefined ? greatest - least : Math.max(greatest, floor);
    if (span > 0) {
      const scale = 1 / (span * theta);
      this.#kernels.addCosts(this.distances.byteOffset, count, least, scale, this.#costs.byteOffset);
    }
    return greatest;
  }

  finish(graph: RegionGraph): void {
    this.#kernels.weighEdges(this.#costs.byteOffset, graph.edgeCount, this.weights.byteOffset);
  }
}

function maxEdges(nodes: number): number {
  return (nodes * (nodes - 1)) / 2 + 3;
}
