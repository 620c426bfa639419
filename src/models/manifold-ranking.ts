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
import { ShotCuts } from '../temporal/shot-cuts.js';

const options = optionTable({
  ...superpixelOptions,
  ...rankingOptions,
  frameRemoval: {
    type: 'boolean',
    default: true,
    summary: 'Leave out flat bars and frames around the picture, decided over each shot',
  },
  reuse: {
    type: 'boolean',
    default: true,
    summary: 'Carry superpixels from frame to frame within a shot: faster and steadier than to start each from nothing',
  },
});

// Joined superpixels all closer than this, in CIELAB, are one surface: a just noticeable difference is about 2.3.
const LEAST_CONTRAST = 1;

/** Graph-based manifold ranking of superpixels that are carried through a shot. */
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
  readonly #runs: Runs;
  readonly #slic: Slic;
  readonly #ranking: TwoStageRanking;
  readonly #shotCuts: ShotCuts;
  readonly #frameRemoval: FrameRemoval | undefined;
  readonly #reuse: boolean;
  /** Whether the next frame has superpixels to continue. */
  #continues = false;
  readonly #milliseconds = { cuts: 0, superpixels: 0, graph: 0, ranking: 0, painting: 0 };
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
      (3 + 4) * pixels +
        64 +
        Runs.bytes(pixels) +
        Slic.bytes(size, values) +
        TwoStageRanking.bytes(nodes) +
        ShotCuts.bytes(size),
    );
    const kernels = instantiateKernels(arena.memory);
    this.width = size.width;
    this.height = size.height;
    this.#picture = arena.uint8(3 * pixels + 16);
    this.#map = arena.float32(pixels);
    this.#runs = new Runs(kernels, arena, pixels);
    this.#slic = new Slic(kernels, arena, this.#runs, size, values);
    this.#ranking = new TwoStageRanking(kernels, arena, nodes, values);
    this.#shotCuts = new ShotCuts(kernels, arena, size);
    this.#reuse = values.reuse;
    this.#frameRemoval = values.frameRemoval ? new FrameRemoval(size) : undefined;
  }

  push(rgb: Uint8Array, emit: EmitMap): FrameStats {
    const stats = this.#stats;
    const times = this.#milliseconds;
    const begin = performance.now();
    const rgbStride = 3 * this.width;
    this.#picture.set(rgb);
    stats.cut = this.#shotCuts.update(this.#picture.byteOffset, rgbStride);
    if (stats.cut) this.#forgetShot();
    const removal = this.#frameRemoval;
    if (removal?.update(rgb)) {
      this.#map.fill(0);
      this.#slic.setSize(removal);
      this.#continues = false;
    }
    const offset = removal ? removal.top * this.width + removal.left : 0;

    const started = performance.now();
    this.#slic.read(this.#picture.byteOffset + 3 * offset, rgbStride);
    stats.iterations = this.#continues ? this.#slic.follow() : this.#slic.divide();
    stats.superpixels = this.#slic.count;
    this.#continues = this.#reuse;

    const divided = performance.now();
    stats.graphReused = this.#ranking.connect(this.#runs, this.#slic.count, this.#slic.lab);
    const connected = performance.now();
    if (this.#ranking.contrast < LEAST_CONTRAST) this.#ranking.stage2.fill(0);
    else this.#ranking.rank();
    const ranked = performance.now();
    this.#slic.paint(this.#ranking.stage2, this.#map.byteOffset + 4 * offset, this.width);
    const painted = performance.now();

    times.cuts = started - begin;
    times.superpixels = divided - started;
    times.graph = connected - divided;
    times.ranking = ranked - connected;
    times.painting = painted - ranked;
    emit(this.#map);
    return stats;
  }

  flush(): void {
    // Every map leaves with its frame.
  }

  reseed(): void {
    this.#continues = false;
  }

  reset(): void {
    this.#shotCuts.reset();
    this.#ranking.clear();
    this.#forgetShot();
  }

  #forgetShot(): void {
    this.#continues = false;
    if (this.#frameRemoval?.reset()) {
      this.#map.fill(0);
      this.#slic.setSize(this);
    }
  }
}
