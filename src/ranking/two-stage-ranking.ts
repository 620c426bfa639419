import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { Adjacency } from '../superpixels/adjacency.js';
import type { Runs } from '../superpixels/runs.js';
import { Affinity, type FeatureScale } from './affinity.js';
import { ManifoldRanking } from './manifold-ranking.js';
import { RegionGraph } from './region-graph.js';

export interface RankingOptions {
  /** Falloff of the affinity with normalized distance in color. */
  readonly theta: number;
  /** Share of its neighbors' scores that a node takes on, in [0, 1). */
  readonly alpha: number;
}

/**
 * The published method from superpixels to scores: a graph of colors, ranked against the sides of the picture, then
 * against what that found.
 *
 * Yang et al., "Saliency Detection via Graph-Based Manifold Ranking", CVPR 2013.
 */
export class TwoStageRanking {
  readonly #options: RankingOptions;
  readonly #color: FeatureScale;
  readonly #adjacency: Adjacency;
  readonly #affinity: Affinity;
  readonly #ranking: ManifoldRanking;
  readonly #query: Float64Array;
  readonly graph: RegionGraph;
  /** Score of each node after ranking against the sides. */
  readonly stage1: Float64Array;
  /** Score of each node after ranking against the foreground: its saliency. */
  readonly stage2: Float64Array;
  /** The stage-1 score from which a node is foreground. */
  threshold = 0;
  /** The greatest distance in CIELAB between joined nodes: 0 in a picture of one color. */
  contrast = 0;

  static bytes(nodes: number): number {
    return Adjacency.bytes(nodes) + RegionGraph.bytes(nodes) + Affinity.bytes(nodes) + ManifoldRanking.bytes(nodes);
  }

  /** @param nodes - the most superpixels that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number, options: RankingOptions) {
    this.#options = options;
    this.#color = { dimensions: 3, theta: options.theta };
    this.graph = new RegionGraph(kernels, arena, nodes);
    this.#adjacency = new Adjacency(kernels, arena, nodes);
    this.#affinity = new Affinity(kernels, arena, nodes);
    this.#ranking = new ManifoldRanking(kernels, arena, nodes);
    this.#query = new Float64Array(nodes);
    this.stage1 = new Float64Array(nodes);
    this.stage2 = new Float64Array(nodes);
  }

  /** One weight for each edge of the graph. */
  get weights(): Float64Array {
    return this.#affinity.weights.subarray(0, this.graph.edgeCount);
  }

  /**
   * Builds the weighted graph of a picture's superpixels. Returns whether its structure is that of the last picture.
   *
   * @param runs - superpixels 0 … nodes − 1, each with a pixel.
   * @param lab - L, a and b of each node; in the arena.
   */
  connect(runs: Runs, nodes: number, lab: Float64Array): boolean {
    const { graph } = this;
    this.#adjacency.scan(runs, nodes);
    const rebuilt = graph.update(this.#adjacency, nodes);
    if (rebuilt) this.#ranking.arrange(graph);
    this.#affinity.begin(graph);
    this.contrast = this.#affinity.add(graph, lab, this.#color);
    this.#affinity.finish(graph);
    return !rebuilt;
  }

  /** Ranks the nodes of the graph: fills `stage1` and `stage2`, with zeros where nothing differs from anything. */
  rank(): void {
    const { graph, stage1, stage2 } = this;
    const { nodes } = graph;
    this.threshold = 0;
    if (this.contrast === 0) {
      stage1.fill(0, 0, nodes);
      stage2.fill(0, 0, nodes);
      return;
    }
    this.#ranking.weigh(graph, this.#affinity.weights, this.#options.alpha);
    this.#ranking.rankAgainstSides(graph, stage1);
    let sum = 0;
    for (let node = 0; node < nodes; node++) sum += stage1[node]!;
    this.threshold = sum / nodes;
    for (let node = 0; node < nodes; node++) this.#query[node] = stage1[node]! >= this.threshold ? 1 : 0;
    this.#ranking.rank(graph, this.#query, stage2);
  }

  /** Forgets the graph of the last picture. */
  clear(): void {
    this.graph.clear();
  }
}
