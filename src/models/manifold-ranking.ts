import type { ModelDefinition } from '../core/model.js';
import { optionTable } from '../core/options.js';
import { rankingOptions } from '../ranking/rank-superpixels.js';
import { superpixelOptions } from '../superpixels/segment.js';
import { flowOptions } from './flow-options.js';
import { createFrameModel } from './frame-model.js';
import { knowsObjects, loadObjectNetworks } from './learned-objects.js';
import { PublishedRanking } from './published-ranking.js';
import { createSpatiotemporalRanking } from './spatiotemporal-ranking.js';

const options = optionTable({
  ...superpixelOptions,
  ...rankingOptions,
  ...flowOptions,
  alpha: {
    type: 'number',
    min: 0,
    max: 0.999,
    summary:
      'share of its neighbors’ scores that a superpixel takes on; default 0.97, or 0.99 with temporal smooth or off',
  },
  temporal: {
    type: 'choice',
    choices: ['on', 'smooth', 'off'],
    default: 'on',
    summary:
      'rank motion beside color and carry maps along the flow; rank as published and carry maps; or rank each frame alone',
  },
  paper: {
    type: 'boolean',
    default: false,
    summary: 'rank as published, without what serves clips; the same as temporal off',
  },
  chroma: {
    type: 'number',
    min: 0,
    max: 10,
    default: 1.5,
    summary: 'weight of a and b against L in the distance of colors',
  },
  motionFloor: {
    type: 'number',
    min: 0.01,
    max: 100,
    default: 2,
    summary: 'pixels a frame, in a picture 400 long, that count as a full difference where nothing differs more',
  },
  gate: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.9,
    summary: 'how much of the query has to agree with what was believed before',
  },
  hold: {
    type: 'number',
    min: 0,
    max: 100,
    default: 4,
    summary: 'maps are held when motion falls below 1 / hold of what it was; 0 never',
  },
  networks: {
    type: 'choice',
    choices: ['auto', 'on', 'off'],
    default: 'auto',
    summary:
      'ask small trained networks what objects look like: auto where this build has them; off uses nothing learned',
  },
  reuse: {
    type: 'boolean',
    default: true,
    summary: 'carry superpixels from frame to frame within a shot: faster and steadier than to start each from nothing',
    negation: 'find the superpixels of every frame from nothing: slower, and less steady than to carry them along',
  },
});

const PUBLISHED_ALPHA = 0.99;
const SPATIOTEMPORAL_ALPHA = 0.97;

/** Options that only one of the forms has are ignored by the others. */
export const manifoldRanking: ModelDefinition<typeof options> = {
  name: 'manifold-ranking',
  summary: 'ranks superpixels by color and motion against the borders of the picture, then against what stands out',
  reference:
    'C. Yang, L. Zhang, H. Lu, X. Ruan, M.-H. Yang: Saliency Detection via Graph-Based Manifold Ranking. CVPR 2013',
  notice:
    'OMRON holds a patent on the ranking. The networks were trained on DUTS-TR, which its authors give free for academic research',
  kind: 'object',
  options,
  async create(size, values) {
    const { alpha } = values;
    const temporal = values.paper ? 'off' : values.temporal;
    if (temporal !== 'on') {
      const published = new PublishedRanking(size, { ...values, alpha: alpha ?? PUBLISHED_ALPHA });
      return createFrameModel(size, published, { ...values, temporal });
    }
    const asks = values.networks === 'on' || (values.networks === 'auto' && knowsObjects);
    const weights = asks ? await loadObjectNetworks() : undefined;
    return createSpatiotemporalRanking(size, { ...values, alpha: alpha ?? SPATIOTEMPORAL_ALPHA, weights });
  },
};
