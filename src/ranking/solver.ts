import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { RegionGraph } from './region-graph.js';

/** Right-hand sides that are solved at a time. */
export const SIDES = 4;

const UNKNOWN = 0;
const WANTED = 1;
const KNOWN = 2;

/**
 * Solves (D − αW) x = b for the weights of a region graph by Cholesky factorization, in double precision.
 *
 * Nodes on the border of the picture come last: they are joined to most others and would fill the factor, and their
 * entries of the inverse's diagonal cost next to nothing there. The others are in the order in which they appear in the
 * picture, so that neighbors are close: what is left of the first neighbor of a node is zero, and is skipped.
 */
export class Solver {
  readonly #kernels: Kernels;
  readonly #matrix: Float64Array;
  readonly #degrees: Float64Array;
  readonly #firsts: Int32Array;
  readonly #scratch: Float64Array;
  readonly #columns: Int32Array;
  readonly #entries: Float64Array;
  readonly #diagonal: Float64Array;
  readonly #wanted: Uint8Array;
  /** Row of each node in the system. */
  readonly positions: Int32Array;
  /** SIDES values a row: right-hand sides, and then the solutions. */
  readonly x: Float64Array;
  #nodes = 0;
  #inner = 0;
  #order = 0;
  #rowBytes = 0;

  static bytes(nodes: number): number {
    const order = padded(nodes);
    return 8 * order * order + (8 + 1 + 8 * SIDES + 4 + 8 * SIDES) * order + 256;
  }

  /** @param nodes - the most that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number) {
    const order = padded(nodes);
    this.#kernels = kernels;
    this.#matrix = arena.float64(order * order);
    this.#degrees = arena.float64(order);
    this.#firsts = arena.int32(order / 4);
    this.#scratch = arena.float64(SIDES * order);
    this.#columns = arena.int32(SIDES);
    this.#entries = arena.float64(SIDES);
    this.#diagonal = new Float64Array(order);
    this.#wanted = new Uint8Array(order);
    this.positions = arena.int32(order);
    this.x = arena.float64(SIDES * order);
  }

  /** Nodes that are not on the border: the rows from here on are those of border nodes. */
  get inner(): number {
    return this.#inner;
  }

  /** Lays out the system for the structure of a graph. */
  arrange(graph: RegionGraph): void {
    const { nodes, sides, edges, edgeCount, order } = graph;
    const positions = this.positions;
    this.#nodes = nodes;
    this.#order = padded(nodes);
    this.#rowBytes = 8 * this.#order;
    let row = 0;
    for (let i = 0; i < nodes; i++) if (sides[order[i]!] === 0) positions[order[i]!] = row++;
    this.#inner = row;
    for (let i = 0; i < nodes; i++) if (sides[order[i]!] !== 0) positions[order[i]!] = row++;

    const firsts = this.#firsts;
    for (let block = 0; block < this.#order / 4; block++) firsts[block] = 4 * block;
    for (let edge = 0; edge < 2 * edgeCount; edge += 2) {
      const p = positions[edges[edge]!]!;
      const q = positions[edges[edge + 1]!]!;
      const block = Math.max(p, q) >> 2;
      const first = Math.min(p, q) & ~3;
      if (first < firsts[block]!) firsts[block] = first;
    }
  }

  /**
   * Factorizes D − αW of a graph.
   *
   * @param alpha - in [0, 1).
   */
  factorize(graph: RegionGraph, weights: Float64Array, alpha: number): void {
    const matrix = this.#matrix.byteOffset;
    this.#kernels.assembleSystem(
      graph.edges.byteOffset,
      graph.edgeCount,
      weights.byteOffset,
      alpha,
      this.#nodes,
      this.positions.byteOffset,
      this.#degrees.byteOffset,
      matrix,
      this.#rowBytes,
    );
    this.#wanted.fill(UNKNOWN);
    this.#kernels.factorize(matrix, this.#order, this.#rowBytes, this.#firsts.byteOffset);
  }

  /** Zeroes the right-hand sides. */
  clear(): void {
    this.x.fill(0, 0, SIDES * this.#order);
  }

  /**
   * Solves for the right-hand sides in `x`, which the solutions overwrite.
   *
   * @param from - the right-hand sides are zero above this row.
   */
  solve(from: number): void {
    const { byteOffset } = this.#matrix;
    const firsts = this.#firsts.byteOffset;
    this.#kernels.solve4(byteOffset, this.#order, this.#rowBytes, firsts, this.x.byteOffset, from & ~3);
  }

  /** Asks for the entry of the inverse's diagonal that is a node's own. */
  wantDiagonal(node: number): void {
    const row = this.positions[node]!;
    if (this.#wanted[row] === UNKNOWN) this.#wanted[row] = WANTED;
  }

  /** Computes what was asked for and is not known yet. */
  computeDiagonal(): void {
    const columns = this.#columns;
    let count = 0;
    let last = 0;
    for (let row = 0; row < this.#nodes; row++) {
      if (this.#wanted[row] !== WANTED) continue;
      this.#wanted[row] = KNOWN;
      last = row;
      columns[count++] = row;
      if (count === SIDES) {
        this.#computeFour(SIDES);
        count = 0;
      }
    }
    if (count > 0) {
      columns.fill(last, count);
      this.#computeFour(count);
    }
  }

  /** Gives the entry of the inverse's diagonal that is a node's own; it must have been computed. */
  diagonal(node: number): number {
    return this.#diagonal[this.positions[node]!]!;
  }

  #computeFour(count: number): void {
    this.#kernels.inverseDiagonal4(
      this.#matrix.byteOffset,
      this.#order,
      this.#rowBytes,
      this.#firsts.byteOffset,
      this.#columns.byteOffset,
      this.#scratch.byteOffset,
      this.#entries.byteOffset,
    );
    for (let i = 0; i < count; i++) this.#diagonal[this.#columns[i]!] = this.#entries[i]!;
  }
}

function padded(nodes: number): number {
  return (nodes + 3) & ~3;
}
