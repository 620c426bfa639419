import type { FrameSize } from '../core/frame.js';
import { AttentionChain } from '../features/attention-chain.js';
import { EarlyVision } from '../features/early-vision.js';
import { PlaneScaler } from '../features/plane-scaler.js';
import { Pyramid } from '../features/pyramid.js';
import type { SmallPicture } from '../features/small-picture.js';
import { frameModel } from './frame-model.js';
import { SmallMapMethod, type SmallMaps } from './small-map-method.js';

/** Levels are counted as in pictures 800 long, whose first level is not used: the pyramid begins with the second. */
const LONG_SIDE = 400;
const BLUR = 0.02;
/** Places of the levels 2 to 4, whose features are taken. */
const [FIRST, LAST] = [1, 3];

/** Where a walker dwells who prefers what is unlike and near, on a lattice of features. */
export const gbvs = frameModel({
  name: 'gbvs',
  summary: 'where a walker on a graph of unlike places dwells: broad maps that hold the subject',
  reference: 'J. Harel, C. Koch, P. Perona: Graph-Based Visual Saliency. NIPS 2006',
  kind: 'fixation',
  options: {
    lattice: {
      type: 'number',
      integer: true,
      min: 8,
      max: 64,
      default: 32,
      summary: 'nodes along the long side of the graph; time grows with their fourth power',
    },
  },
  prepare: (size, { lattice }) =>
    new SmallMapMethod(size, { longSide: LONG_SIDE, blur: BLUR }, (small) => new GraphMaps(small, lattice)),
});

/** The mean over channels of the mean of their features' attention. */
class GraphMaps implements SmallMaps {
  readonly size: FrameSize;
  readonly #vision: EarlyVision;
  readonly #chain: AttentionChain;
  readonly #scalers: readonly PlaneScaler[];
  readonly #feature: Float32Array;

  constructor(size: FrameSize, lattice: number) {
    const share = lattice / Math.max(size.width, size.height);
    const { levels } = new Pyramid(size, LAST + 1);
    this.size = {
      width: Math.max(1, Math.round(size.width * share)),
      height: Math.max(1, Math.round(size.height * share)),
    };
    this.#vision = new EarlyVision(size, 'plain', FIRST, LAST + 1);
    this.#chain = new AttentionChain(this.size);
    this.#scalers = levels.map((level) => new PlaneScaler(level, this.size));
    this.#feature = new Float32Array(this.size.width * this.size.height);
  }

  map(picture: SmallPicture, out: Float32Array): void {
    const channels = this.#vision.look(picture);
    out.fill(0);
    if (picture.flat) return;
    for (let c = 0; c < channels.length; c++) {
      const { pyramids } = channels[c]!;
      const share = 1 / (channels.length * pyramids.length * (LAST - FIRST + 1));
      for (let p = 0; p < pyramids.length; p++) {
        for (let level = FIRST; level <= LAST; level++) {
          this.#scalers[level]!.scale(pyramids[p]![level]!.data, this.#feature);
          this.#chain.addAttention(this.#feature, share, out);
        }
      }
    }
  }

  restart(): void {
    this.#vision.restart();
  }
}
