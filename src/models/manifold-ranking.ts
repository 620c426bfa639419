import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats, ModelDefinition, SaliencyModel } from '../core/model.js';
import { type OptionValues, optionTable } from '../core/options.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { loadNetwork } from '../networks/weights.js';
import { rankingOptions } from '../ranking/rank-superpixels.js';
import { TwoStageRanking } from '../ranking/two-stage-ranking.js';
import { maxSuperpixels } from '../superpixels/grid.js';
import { Runs } from '../superpixels/runs.js';
import { superpixelOptions } from '../superpixels/segment.js';
import { Slic } from '../superpixels/slic.js';
import { FrameRemoval } from '../temporal/frame-removal.js';
import { ShotCuts } from '../temporal/shot-cuts.js';
import { flowOptions } from './flow-options.js';
import { smoothInTime } from './smooth-in-time.js';
import { createSpatiotemporalRanking } from './spatiotemporal-ranking.js';

const options = optionTable({
  ...superpixelOptions,
  ...rankingOptions,
  ...flowOptions,
  alpha: {
    type: 'number',
    min: 0,
    max: 0.999,
    summary: 'Share of its neighbors’ scores that a superpixel takes on; 0.97, and 0.99 with temporal smooth or off',
  },
  temporal: {
    type: 'choice',
    choices: ['on', 'smooth', 'off'],
    default: 'on',
    summary:
      'Rank motion beside color and carry maps along the flow; rank as published and carry maps; or rank each frame alone',
  },
  chroma: {
    type: 'number',
    min: 0,
    max: 10,
    default: 1.5,
    summary: 'Weight of a and b against L in the distance of colors',
  },
  motionFloor: {
    type: 'number',
    min: 0.01,
    max: 100,
    default: 2,
    summary: 'Pixels a frame, in a picture 400 long, that count as a full difference where nothing differs more',
  },
  gate: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.9,
    summary: 'How much of the query has to agree with what was believed before',
  },
  hold: {
    type: 'number',
    min: 0,
    max: 100,
    default: 4,
    summary: 'Maps are held when motion falls below 1 / hold of what it was; 0 never',
  },
  networks: {
    type: 'choice',
    choices: ['on', 'off'],
    default: 'on',
    summary: 'Ask a small trained network what objects look like; off: nothing that was learned',
  },
  reuse: {
    type: 'boolean',
    default: true,
    summary: 'Carry superpixels from frame to frame within a shot: faster and steadier than to start each from nothing',
  },
});

const PUBLISHED_ALPHA = 0.99;
const SPATIOTEMPORAL_ALPHA = 0.97;

// Joined superpixels all closer than this, in CIELAB, are one surface: a just noticeable difference is about 2.3.
const LEAST_CONTRAST = 1;

/** Options that only one of the forms has are ignored by the others. */
export const manifoldRanking: ModelDefinition<typeof options> = {
  name: 'manifold-ranking',
  summary: 'Ranks superpixels by color and motion against the borders of the picture, then against what stands out',
  reference:
    'C. Yang, L. Zhang, H. Lu, X. Ruan, M.-H. Yang: Saliency Detection via Graph-Based Manifold Ranking. CVPR 2013',
  kind: 'object',
  options,
  async create(size, values) {
    const { temporal, alpha } = values;
    if (temporal !== 'on') {
      const published = new ManifoldRankingModel(size, { ...values, alpha: alpha ?? PUBLISHED_ALPHA });
      return temporal === 'off' ? published : smoothInTime(published, { latency: values.latency });
    }
    const weights = values.networks === 'on' ? await loadNetwork('refine') : undefined;
    return createSpatiotemporalRanking(size, { ...values, alpha: alpha ?? SPATIOTEMPORAL_ALPHA, weights });
  },
};

/** The published method, each frame ranked alone; superpixels are carried through a shot. */
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
  readonly #milliseconds = {
    cuts: 0,
    color: 0,
    superpixels: 0,
    connectivity: 0,
    graph: 0,
    ranking: 0,
    painting: 0,
  };
  readonly #stats = {
    milliseconds: this.#milliseconds,
    superpixels: 0,
    iterations: 0,
    graphReused: false,
    cut: false,
  };

  constructor(size: FrameSize, values: OptionValues<typeof options> & { readonly alpha: number }) {
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
    const read = performance.now();
    stats.iterations = this.#continues ? this.#slic.follow() : this.#slic.divide();
    this.#continues = this.#reuse;
    const divided = performance.now();
    this.#slic.settle();
    stats.superpixels = this.#slic.count;
    const settled = performance.now();
    stats.graphReused = this.#ranking.connect(this.#runs, this.#slic.count, this.#slic.lab);
    const connected = performance.now();
    if (this.#ranking.contrast < LEAST_CONTRAST) this.#ranking.stage2.fill(0);
    else this.#ranking.rank();
    const ranked = performance.now();
    this.#slic.paint(this.#ranking.stage2, this.#map.byteOffset + 4 * offset, this.width);
    const painted = performance.now();

    times.cuts = started - begin;
    times.color = read - started;
    times.superpixels = divided - read;
    times.connectivity = settled - divided;
    times.graph = connected - settled;
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
