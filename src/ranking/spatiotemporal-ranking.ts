import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { Adjacency } from '../superpixels/adjacency.js';
import { type HalfField, RegionPlanes } from '../superpixels/region-planes.js';
import type { Runs } from '../superpixels/runs.js';
import { Affinity, type FeatureScale } from './affinity.js';
import { ManifoldRanking, normalize } from './manifold-ranking.js';
import { RegionGraph } from './region-graph.js';

export interface SpatiotemporalOptions {
  /** Falloff of the affinity with normalized distance in color, and with that in motion. */
  readonly theta: number;
  /** Share of its neighbors' scores that a node takes on, in [0, 1). */
  readonly alpha: number;
  /** Weight of a and b against L. */
  readonly chroma: number;
  /** Difference in motion, in pixels of a picture 400 long, that counts in full where none is greater. */
  readonly motionFloor: number;
  /** Share of the query that is left to what was believed before, in [0, 1]. */
  readonly gate: number;
}

/** The share of edges whose difference in motion exceeds the motion of the picture. */
const MOVING_EDGES = 0.02;
const BINS = 256;
/** Edges whose ends differ less in saliency are not on the outline of anything. */
const LEAST_STEP = 0.2;
/** The share of the query that has to agree with what objects look like. */
const EXPECTATION = 0.85;
/** The belief in a newcomer that certainly looks like an object, and the probabilities from which it may and does. */
const NEWCOMER = { most: 0.5, from: 0.6, to: 0.9 };
/** The share of its neighbor's score that a node takes on which certainly looks like an object, and from when it does. */
const JOINING = { most: 0.7, from: 0.95, to: 0.995 };

/**
 * Manifold ranking on a graph of colors and motions, gated by what was believed before.
 *
 * As the published method, but for these: unlike motion weakens an edge as unlike color does; the background scores are
 * the query as they are, without a threshold at which they could flip; and the scores are stretched around half of
 * their own weighted mean.
 */
export class SpatiotemporalRanking {
  readonly #options: SpatiotemporalOptions;
  readonly #colorScale: FeatureScale;
  readonly #motionScale: FeatureScale;
  readonly #adjacency: Adjacency;
  readonly #affinity: Affinity;
  readonly #ranking: ManifoldRanking;
  readonly #planes: RegionPlanes;
  #lab: Float64Array = new Float64Array();
  #moves = false;
  #areas: Float64Array = new Float64Array();
  readonly #graph: RegionGraph;
  readonly #color: Float64Array;
  readonly #motion: Float64Array;
  readonly #bins = new Int32Array(BINS);
  /** The mean of what is expected over each node. */
  readonly #looks: Float64Array;
  readonly #joined: Float64Array;
  /** Score of each node against the sides of the picture, then gated: the query. */
  readonly query: Float64Array;
  /** Saliency of each node. */
  readonly scores: Float64Array;
  /** The greatest distance in CIELAB between joined nodes: 0 in a picture of one color. */
  contrast = 0;
  /** Change of color where saliency changes: the mean distance in CIELAB over edges, weighed by both. */
  colorContrast = 0;
  /** Change of motion where saliency changes, in pixels of a picture 400 long; 0 where it is not known. */
  motionContrast = 0;
  /** The difference in motion that 2 % of the edges exceed, in pixels of a picture 400 long. */
  energy = 0;

  static bytes(nodes: number): number {
    return (
      RegionPlanes.bytes(nodes) +
      Adjacency.bytes(nodes) +
      RegionGraph.bytes(nodes) +
      Affinity.bytes(nodes) +
      ManifoldRanking.bytes(nodes) +
      40 * nodes +
      32
    );
  }

  /** @param nodes - the most superpixels that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number, options: SpatiotemporalOptions) {
    this.#options = options;
    this.#colorScale = { dimensions: 3, theta: options.theta };
    this.#motionScale = { dimensions: 2, theta: options.theta, floor: options.motionFloor };
    this.#planes = new RegionPlanes(kernels, arena, nodes);
    this.#graph = new RegionGraph(kernels, arena, nodes);
    this.#adjacency = new Adjacency(kernels, arena, nodes);
    this.#affinity = new Affinity(kernels, arena, nodes);
    this.#ranking = new ManifoldRanking(kernels, arena, nodes);
    this.#color = arena.float64(3 * nodes);
    this.#motion = arena.float64(2 * nodes);
    this.#looks = new Float64Array(nodes);
    this.#joined = new Float64Array(nodes);
    this.query = new Float64Array(nodes);
    this.scores = new Float64Array(nodes);
  }

  /** Forgets the graph of the last picture. */
  clear(): void {
    this.#graph.clear();
  }

  /**
   * Builds the weighted graph of a picture's superpixels. Returns whether its structure is that of the last picture.
   *
   * @param runs - superpixels 0 … nodes − 1, each with a pixel.
   * @param lab - L, a and b of each node; `areas` its pixels, which `rank` reads too.
   * @param motion - what each pixel moves by itself, at half the size; undefined: not known.
   */
  connect(runs: Runs, nodes: number, lab: Float64Array, areas: Float64Array, motion: HalfField | undefined): boolean {
    const graph = this.#graph;
    this.#areas = areas;
    this.#lab = lab;
    this.#moves = motion !== undefined;
    this.#adjacency.scan(runs, nodes);
    const rebuilt = graph.update(this.#adjacency, nodes);
    if (rebuilt) this.#ranking.arrange(graph);

    const { chroma } = this.#options;
    for (let i = 0; i < 3 * nodes; i += 3) {
      this.#color[i] = lab[i]!;
      this.#color[i + 1] = chroma * lab[i + 1]!;
      this.#color[i + 2] = chroma * lab[i + 2]!;
    }
    this.#affinity.begin(graph);
    this.contrast = this.#affinity.add(graph, this.#color, this.#colorScale);
    this.energy = 0;
    if (motion !== undefined) {
      this.#planes.sumFlow(runs, nodes, motion);
      const { sums } = this.#planes;
      for (let node = 0; node < nodes; node++) {
        const area = areas[node]!;
        this.#motion[2 * node] = sums[2 * node]! / area;
        this.#motion[2 * node + 1] = sums[2 * node + 1]! / area;
      }
      const greatest = this.#affinity.add(graph, this.#motion, this.#motionScale);
      this.energy = this.#exceededBy(MOVING_EDGES, greatest);
    }
    this.#affinity.finish(graph);
    return !rebuilt;
  }

  /**
   * Scores the nodes of the graph.
   *
   * @param prior - what is believed of each pixel so far, rows `width` apart; undefined: nothing.
   * @param expected - the probability of each pixel to be of an object, by its looks; undefined: not known.
   */
  rank(runs: Runs, prior: Float32Array | undefined, expected: Float32Array | undefined, width: number): void {
    const { query, scores } = this;
    const graph = this.#graph;
    this.#ranking.weigh(graph, this.#affinity.weights, this.#options.alpha);
    this.#ranking.rankAgainstSides(graph, query);
    if (expected !== undefined) this.#gateByLooks(runs, expected, width);
    if (prior !== undefined) this.#gateByBelief(runs, prior, expected, width);
    this.#ranking.rank(graph, query, scores);
    this.#stretch();
    if (expected !== undefined) this.#joinByLooks();
    this.#measureContrast();
  }

  /**
   * Takes the scores of the nodes from a map in place of ranking them, so that their contrast is known.
   *
   * @param map - saliency of each pixel, rows `width` apart.
   */
  adopt(runs: Runs, map: Float32Array, width: number): void {
    const { nodes } = this.#graph;
    this.#planes.sumMap(runs, nodes, map, width);
    for (let node = 0; node < nodes; node++) this.scores[node] = this.#planes.sums[node]! / this.#areas[node]!;
    this.#measureContrast();
  }

  /** Weighs the query by looks: q ← q (0.15 + 0.85 p), p being the mean of what is expected over the superpixel. */
  #gateByLooks(runs: Runs, expected: Float32Array, width: number): void {
    const { query } = this;
    const { nodes } = this.#graph;
    this.#planes.sumMap(runs, nodes, expected, width);
    for (let node = 0; node < nodes; node++) {
      const mean = this.#planes.sums[node]! / this.#areas[node]!;
      this.#looks[node] = mean;
      query[node]! *= 1 - EXPECTATION + EXPECTATION * mean;
    }
    normalize(query, nodes);
  }

  /** Gates the query by what is believed: q ← q (1 − gate + gate · b), b being the mean of what is believed; half, if more, of what looks like an object. */
  #gateByBelief(runs: Runs, prior: Float32Array, expected: Float32Array | undefined, width: number): void {
    const { query } = this;
    const { gate } = this.#options;
    const { nodes } = this.#graph;
    this.#planes.sumMap(runs, nodes, prior, width);
    for (let node = 0; node < nodes; node++) {
      let mean = this.#planes.sums[node]! / this.#areas[node]!;
      if (expected !== undefined) mean = Math.max(mean, this.#looksFor(NEWCOMER, node));
      query[node]! *= 1 - gate + gate * mean;
    }
    normalize(query, nodes);
  }

  /** Stretches the contrast of the scores: s = v³ / (v³ + τ³), τ = ½ Σ a v² / Σ a v, a being the area. */
  #stretch(): void {
    const { scores } = this;
    const { nodes } = this.#graph;
    let sum = 0;
    let squares = 0;
    for (let node = 0; node < nodes; node++) {
      const weighted = this.#areas[node]! * scores[node]!;
      sum += weighted;
      squares += weighted * scores[node]!;
    }
    const middle = sum > 0 ? (squares / (2 * sum)) ** 3 : 0;
    for (let node = 0; node < nodes; node++) {
      const cube = scores[node]! ** 3;
      scores[node] = cube > 0 ? cube / (cube + middle) : 0;
    }
  }

  /** Joins what looks like an object to the salient nodes beside it: the head to a person whose coat stands out. */
  #joinByLooks(): void {
    const { scores } = this;
    const { edges, edgeCount, nodes } = this.#graph;
    const joined = this.#joined;
    joined.set(scores);
    for (let edge = 0; edge < 2 * edgeCount; edge += 2) {
      const i = edges[edge]!;
      const j = edges[edge + 1]!;
      joined[i] = Math.max(joined[i]!, this.#looksFor(JOINING, i) * scores[j]!);
      joined[j] = Math.max(joined[j]!, this.#looksFor(JOINING, j) * scores[i]!);
    }
    for (let node = 0; node < nodes; node++) scores[node] = joined[node]!;
  }

  /** Weighs the looks of a node: 0 up to a probability, the most that there is from another one on. */
  #looksFor({ most, from, to }: typeof NEWCOMER, node: number): number {
    return most * Math.max(0, Math.min(1, (this.#looks[node]! - from) / (to - from)));
  }

  #measureContrast(): void {
    const { scores } = this;
    const { edges, edgeCount } = this.#graph;
    const lab = this.#lab;
    const motion = this.#motion;
    let weight = 0;
    let color = 0;
    let speed = 0;
    for (let edge = 0; edge < 2 * edgeCount; edge += 2) {
      const i = edges[edge]!;
      const j = edges[edge + 1]!;
      const step = Math.abs(scores[i]! - scores[j]!);
      if (step < LEAST_STEP) continue;
      const dl = lab[3 * i]! - lab[3 * j]!;
      const da = lab[3 * i + 1]! - lab[3 * j + 1]!;
      const db = lab[3 * i + 2]! - lab[3 * j + 2]!;
      weight += step;
      color += step * Math.sqrt(dl * dl + da * da + db * db);
      if (!this.#moves) continue;
      const du = motion[2 * i]! - motion[2 * j]!;
      const dv = motion[2 * i + 1]! - motion[2 * j + 1]!;
      speed += step * Math.sqrt(du * du + dv * dv);
    }
    this.colorContrast = weight > 0 ? color / weight : 0;
    this.motionContrast = weight > 0 ? speed / weight : 0;
  }

  /** Gives the distance in the feature added last that a share of the edges exceeds, to a 256th of the greatest. */
  #exceededBy(share: number, greatest: number): number {
    const bins = this.#bins;
    const { distances } = this.#affinity;
    const { edgeCount } = this.#graph;
    if (greatest === 0) return 0;
    bins.fill(0);
    const scale = (BINS - 1) / greatest;
    for (let edge = 0; edge < edgeCount; edge++) {
      const bin = Math.round(distances[edge]! * scale);
      bins[bin] = bins[bin]! + 1;
    }
    let left = Math.max(1, Math.floor(share * edgeCount));
    let bin = BINS - 1;
    for (left -= bins[bin]!; left > 0; left -= bins[--bin]!);
    return bin / scale;
  }
}
