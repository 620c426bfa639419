import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats, ModelDefinition, SaliencyModel } from '../core/model.js';
import { type OptionValues, optionTable } from '../core/options.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { rankingOptions } from '../ranking/rank-superpixels.js';
import { TwoStageRanking } from '../ranking/two-stage-ranking.js';
import { Runs } from '../superpixels/runs.js';
import { superpixelOptions } from '../superpixels/segment.js';
import { maxSuperpixels, Slic } from '../superpixels/slic.js';
import { FrameRemoval } from '../temporal/frame-removal.js';

const options = optionTable({
  ...superpixelOptions,
  ...rankingOptions,
  frameRemoval: {
    type: 'boolean',
    default: true,
    summary: 'Leave out flat bars and frames around the picture, decided over each shot',
  },
});

// Joined superpixels all closer than this, in CIELAB, are one surface: a just noticeable difference is about 2.3.
const LEAST_CONTRAST = 1;

/** Graph-based manifold ranking of superpixels, each frame for itself. */
export const manifoldRanking: ModelDefinition<typeof options> = {
  name: 'manifold-ranking',
  summary: 'Ranks superpixels by color against the borders of the picture, then against what stands out',
  reference:
    'C. Yang, L. Zhang, H. Lu, X. Ruan, M.-H. Yang: Saliency Detection via Graph-Based Manifold Ranking. CVPR 2013',
  kind: 'object',
  options,
  async create(size, values) {
    return new ManifoldRankingModel(size, values);
  },
};

class ManifoldRankingModel implements SaliencyModel {
  readonly width: number;
  readonly height: number;
  readonly latency = 0;
  readonly #picture: Uint8Array;
  readonly #map: Float32Array;
  readonly #scores: Float32Array;
  readonly #runs: Runs;
  readonly #slic: Slic;
  readonly #ranking: TwoStageRanking;
  readonly #frameRemoval: FrameRemoval | undefined;
  readonly #milliseconds = { superpixels: 0, graph: 0, ranking: 0, painting: 0 };
  readonly #stats = {
    milliseconds: this.#milliseconds,
    superpixels: 0,
    iterations: 0,
    graphReused: false,
    cut: false,
  };

  constructor(size: FrameSize, values: OptionValues<typeof options>) {
    const pixels = size.width * size.height;
    const nodes = maxSuperpixels(values.superpixels);
    const arena = new Arena(
      (3 + 4) * pixels + 4 * nodes + 64 + Runs.bytes(pixels) + Slic.bytes(size, values) + TwoStageRanking.bytes(nodes),
    );
    const kernels = instantiateKernels(arena.memory);
    this.width = size.width;
    this.height = size.height;
    this.#picture = arena.uint8(3 * pixels + 4);
    this.#map = arena.float32(pixels);
    this.#scores = arena.float32(nodes);
    this.#runs = new Runs(kernels, arena, pixels);
    this.#slic = new Slic(kernels, arena, this.#runs, size, values);
    this.#ranking = new TwoStageRanking(kernels, arena, nodes, values);
    this.#frameRemoval = values.frameRemoval ? new FrameRemoval(size) : undefined;
  }

  push(rgb: Uint8Array, emit: EmitMap): FrameStats {
    const stats = this.#stats;
    const begin = performance.now();
    this.#picture.set(rgb);
    const removal = this.#frameRemoval;
    if (removal?.update(rgb)) {
      this.#map.fill(0);
      this.#slic.setSize(removal);
    }
    const offset = removal ? removal.top * this.width + removal.left : 0;
    const first = this.#picture.byteOffset + 3 * offset;
    this.#slic.read(first, 3 * this.width);
    stats.iterations = this.#slic.divide();
    stats.superpixels = this.#slic.count;

    const divided = performance.now();
    stats.graphReused = this.#ranking.connect(this.#runs, this.#slic.count, first, 3 * this.width);
    const connected = performance.now();
    if (this.#ranking.contrast < LEAST_CONTRAST) {
      this.#scores.fill(0);
    } else {
      this.#ranking.rank();
      for (let node = 0; node < this.#slic.count; node++) this.#scores[node] = this.#ranking.stage2[node]!;
    }
    const ranked = performance.now();
    this.#runs.paint(this.#scores, this.#map.byteOffset + 4 * offset, this.width);
    const painted = performance.now();

    this.#milliseconds.superpixels = divided - begin;
    this.#milliseconds.graph = connected - divided;
    this.#milliseconds.ranking = ranked - connected;
    this.#milliseconds.painting = painted - ranked;
    emit(this.#map);
    return stats;
  }

  flush(): void {
    // Every map leaves with its frame.
  }

  reset(): void {
    this.#ranking.clear();
    if (this.#frameRemoval) {
      this.#frameRemoval.reset();
      this.#map.fill(0);
      this.#slic.setSize(this);
    }
  }
}
