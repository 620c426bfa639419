import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { RegionGraph } from './region-graph.js';
import { SIDES, Solver } from './solver.js';

/**
 * Ranks superpixels by their relevance to queries: f = (D − αW)⁻¹ y, each node's own query left out.
 *
 * Yang et al., "Saliency Detection via Graph-Based Manifold Ranking", CVPR 2013, eq. 3 and section 4.
 */
export class ManifoldRanking {
  readonly #solver: Solver;

  static bytes(nodes: number): number {
    return Solver.bytes(nodes);
  }

  /** @param nodes - the most that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number) {
    this.#solver = new Solver(kernels, arena, nodes);
  }

  /** Takes up a new structure of the graph. */
  arrange(graph: RegionGraph): void {
    this.#solver.arrange(graph);
  }

  /**
   * Factorizes the system for new weights.
   *
   * @param weights - symmetric affinities in (0, 1], one an edge; in the arena.
   */
  weigh(graph: RegionGraph, weights: Float64Array, alpha: number): void {
    this.#solver.factorize(graph, weights, alpha);
  }

  /**
   * Gives the background stage: the nodes of each side of the picture are the query in turn, and what is unlike all
   * four is salient. Π (1 − f), normalized to [0, 1].
   *
   * @param scores - one a node, overwritten.
   */
  rankAgainstSides({ nodes, sides }: RegionGraph, scores: Float64Array): void {
    const solver = this.#solver;
    const { x, positions } = solver;
    solver.clear();
    for (let node = 0; node < nodes; node++) {
      for (let side = 0; side < SIDES; side++) if (sides[node]! & (1 << side)) x[SIDES * positions[node]! + side] = 1;
    }
    solver.solve(solver.inner);
    for (let node = 0; node < nodes; node++) if (sides[node] !== 0) solver.wantDiagonal(node);
    solver.computeDiagonal();
    for (let node = 0; node < nodes; node++) {
      if (sides[node] === 0) continue;
      const row = positions[node]!;
      const own = solver.diagonal(node);
      for (let side = 0; side < SIDES; side++) if (sides[node]! & (1 << side)) x[SIDES * row + side]! -= own;
    }
    for (let node = 0; node < nodes; node++) scores[node] = 1;
    for (let side = 0; side < SIDES; side++) {
      let least = Number.POSITIVE_INFINITY;
      let greatest = Number.NEGATIVE_INFINITY;
      for (let row = 0; row < nodes; row++) {
        const value = x[SIDES * row + side]!;
        if (value < least) least = value;
        if (value > greatest) greatest = value;
      }
      const scale = greatest > least ? 1 / (greatest - least) : 0;
      for (let node = 0; node < nodes; node++) {
        scores[node]! *= 1 - (x[SIDES * positions[node]! + side]! - least) * scale;
      }
    }
    normalize(scores, nodes);
  }

  /**
   * Ranks against a query, as in the foreground stage: f, normalized to [0, 1].
   *
   * @param query - weight of each node as a query, in [0, 1].
   * @param scores - one a node, overwritten.
   */
  rank({ nodes }: RegionGraph, query: Float64Array, scores: Float64Array): void {
    const solver = this.#solver;
    const { x, positions } = solver;
    solver.clear();
    for (let node = 0; node < nodes; node++) x[SIDES * positions[node]!] = query[node]!;
    solver.solve(0);
    for (let node = 0; node < nodes; node++) if (query[node] !== 0) solver.wantDiagonal(node);
    solver.computeDiagonal();
    for (let node = 0; node < nodes; node++) {
      const own = query[node] === 0 ? 0 : query[node]! * solver.diagonal(node);
      scores[node] = x[SIDES * positions[node]!]! - own;
    }
    normalize(scores, nodes);
  }
}

/** Moves values to [0, 1], or to 0 where they are all the same. */
export function normalize(values: Float64Array, length: number): void {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    if (values[i]! < least) least = values[i]!;
    if (values[i]! > greatest) greatest = values[i]!;
  }
  const scale = greatest > least ? 1 / (greatest - least) : 0;
  for (let i = 0; i < length; i++) values[i] = (values[i]! - least) * scale;
}
