import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { type Adjacency, bitRowBytes } from '../superpixels/adjacency.js';

/**
 * Joins superpixels to a graph: superpixels that touch, all those on the border of the picture with each other, and
 * then everyone with the neighbors of its neighbors.
 *
 * Kept from picture to picture as long as nothing touches anything new.
 *
 * Yang et al., "Saliency Detection via Graph-Based Manifold Ranking", CVPR 2013, section 3.1.
 */
export class RegionGraph {
  readonly #kernels: Kernels;
  readonly #known: Uint8Array;
  readonly #work: Uint8Array;
  readonly #twoSteps: Uint8Array;
  readonly #border: Uint8Array;
  /** Bits of each node's sides of the picture. */
  readonly sides: Uint8Array;
  /** The nodes in the order of their first pixels. */
  readonly order: Uint16Array;
  /** Pairs of nodes (i, j), i < j. */
  readonly edges: Uint16Array;
  edgeCount = 0;
  nodes = 0;

  static bytes(nodes: number): number {
    return (3 * nodes + 1) * bitRowBytes(nodes) + nodes + 2 * nodes * nodes + 96;
  }

  /** @param nodes - the most that there may be. */
  constructor(kernels: Kernels, arena: Arena, nodes: number) {
    const row = bitRowBytes(nodes);
    this.#kernels = kernels;
    this.#known = arena.uint8(nodes * row);
    this.#work = arena.uint8(nodes * row);
    this.#twoSteps = arena.uint8(nodes * row);
    this.#border = arena.uint8(row);
    this.sides = arena.uint8(nodes);
    this.order = new Uint16Array(nodes);
    this.edges = arena.uint16(nodes * (nodes - 1));
  }

  /** Rebuilds the graph if the adjacency is another than last time. Returns whether it did. */
  update(adjacency: Adjacency, nodes: number): boolean {
    const row = bitRowBytes(nodes);
    const length = nodes * row;
    if (nodes === this.nodes && sameBytes(adjacency.sides, this.sides, nodes)) {
      if (sameBytes(adjacency.bits, this.#known, length)) return false;
    }
    this.nodes = nodes;
    this.sides.set(adjacency.sides);
    this.order.set(adjacency.order);
    this.#known.set(adjacency.bits);
    this.#work.set(adjacency.bits);
    this.edgeCount = this.#kernels.expandGraph(
      this.#work.byteOffset,
      row,
      nodes,
      this.sides.byteOffset,
      this.#border.byteOffset,
      this.#twoSteps.byteOffset,
      this.edges.byteOffset,
    );
    return true;
  }

  /** Forgets the graph: the next update builds it. */
  clear(): void {
    this.nodes = 0;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}
