import { inverse, Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { Affinity } from '#lib/ranking/affinity.js';
import { ManifoldRanking } from '#lib/ranking/manifold-ranking.js';
import { RegionGraph } from '#lib/ranking/region-graph.js';
import { Adjacency, bitRowBytes } from '#lib/superpixels/adjacency.js';
import { random } from '../helpers/scenes.js';

const capacity = 300;

function build() {
  const bytes = [RegionGraph, Affinity, ManifoldRanking, Adjacency].map((part) => part.bytes(capacity));
  const arena = new Arena(bytes.reduce((a, b) => a + b) + 32 * capacity);
  const kernels = instantiateKernels(arena.memory);
  return {
    values: arena.float64(4 * capacity),
    graph: new RegionGraph(kernels, arena, capacity),
    affinity: new Affinity(kernels, arena, capacity),
    ranking: new ManifoldRanking(kernels, arena, capacity),
    adjacency: new Adjacency(kernels, arena, capacity),
  };
}

/** Joins nodes as a picture of `columns` × `rows` superpixels would be. */
function grid({ bits, sides, order }: Adjacency, columns: number, rows: number): number {
  const nodes = columns * rows;
  const row = bitRowBytes(nodes);
  bits.fill(0);
  const join = (i: number, j: number) => {
    bits[i * row + (j >> 3)]! |= 1 << (j & 7);
    bits[j * row + (i >> 3)]! |= 1 << (i & 7);
  };
  for (let i = 0; i < nodes; i++) {
    order[i] = nodes - 1 - i;
    const x = i % columns;
    const y = Math.floor(i / columns);
    sides[i] = (y === 0 ? 1 : 0) | (y === rows - 1 ? 2 : 0) | (x === 0 ? 4 : 0) | (x === columns - 1 ? 8 : 0);
    if (x < columns - 1) join(i, i + 1);
    if (y < rows - 1) join(i, i + columns);
  }
  return nodes;
}

function minmax(v: number[]): number[] {
  const least = Math.min(...v);
  const span = Math.max(...v) - least;
  return v.map((value) => (span > 0 ? (value - least) / span : 0));
}

test.each([
  [2, 1],
  [1, 3],
  [2, 2],
  [3, 3],
  [5, 4],
  [9, 7],
  [16, 13],
])('on a grid of %i × %i superpixels, graph, weights and scores are those of dense matrices', (columns, rows) => {
  const { values, graph, affinity, ranking, adjacency } = build();
  const next = random(columns * 31 + rows);
  const nodes = grid(adjacency, columns, rows);
  for (let i = 0; i < 4 * nodes; i++) values[i] = 30 * next();
  const alpha = 0.97;

  expect(graph.update(adjacency, nodes)).toBe(true);
  expect(graph.update(adjacency, nodes)).toBe(false);
  affinity.begin(graph);
  affinity.add(graph, values, { dimensions: 3, theta: 0.1 });
  affinity.add(graph, values.subarray(3), { dimensions: 1, theta: 0.5, floor: 100 });
  affinity.finish(graph);
  ranking.arrange(graph);
  ranking.weigh(graph, affinity.weights, alpha);

  const a = Matrix.zeros(nodes, nodes);
  const row = bitRowBytes(nodes);
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < nodes; j++) {
      const touch = (adjacency.bits[i * row + (j >> 3)]! >> (j & 7)) & 1;
      if (i !== j && (touch || (adjacency.sides[i] && adjacency.sides[j]))) a.set(i, j, 1);
    }
  }
  const two = Matrix.add(a, a.mmul(a));
  const pairs: [number, number][] = [];
  for (let i = 0; i < nodes; i++) for (let j = i + 1; j < nodes; j++) if (two.get(i, j) > 0) pairs.push([i, j]);
  const edges = Array.from(graph.edges.subarray(0, 2 * graph.edgeCount));
  expect(edges).toEqual(pairs.flat());

  const color = pairs.map(([i, j]) => Math.hypot(...[0, 1, 2].map((k) => values[3 * i + k]! - values[3 * j + k]!)));
  const other = pairs.map(([i, j]) => Math.abs(values[3 + i]! - values[3 + j]!) / 100);
  const weights = minmax(color).map((d, edge) => Math.exp(-d / 0.1 - other[edge]! / 0.5));
  weights.forEach((w, edge) => {
    expect(Math.abs(affinity.weights[edge]! / w - 1)).toBeLessThan(1e-12);
  });

  const system = Matrix.zeros(nodes, nodes);
  pairs.forEach(([i, j], edge) => {
    const w = weights[edge]!;
    system.set(i, j, -alpha * w);
    system.set(j, i, -alpha * w);
    system.set(i, i, system.get(i, i) + w);
    system.set(j, j, system.get(j, j) + w);
  });
  const inverted = inverse(system);
  for (let i = 0; i < nodes; i++) inverted.set(i, i, 0);

  let expected = new Array<number>(nodes).fill(1);
  for (const side of [1, 2, 4, 8]) {
    const query = Array.from({ length: nodes }, (_, i) => (adjacency.sides[i]! & side ? 1 : 0));
    const ranks = minmax(inverted.mmul(Matrix.columnVector(query)).to1DArray());
    expected = expected.map((value, i) => value * (1 - ranks[i]!));
  }
  const scores = new Float64Array(nodes);
  ranking.rankAgainstSides(graph, scores);
  minmax(expected).forEach((value, i) => {
    expect(scores[i]).toBeCloseTo(value, 8);
  });

  const query = Float64Array.from({ length: nodes }, (_, i) => (i % 3 ? next() : 0));
  ranking.rank(graph, query, scores);
  minmax(inverted.mmul(Matrix.columnVector(Array.from(query))).to1DArray()).forEach((value, i) => {
    expect(scores[i]).toBeCloseTo(value, 8);
  });
});
