import { OptionError } from '../core/errors.js';
import { optionTable } from '../core/options.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { RegionMeans } from '../superpixels/region-means.js';
import { checkInput, type RgbInput } from '../superpixels/rgb-input.js';
import { Runs } from '../superpixels/runs.js';
import { TwoStageRanking } from './two-stage-ranking.js';

/** The most superpixels that are ranked: the system is a dense matrix. */
const MAX_NODES = 5000;

/** The options of a ranking of superpixels. */
export const rankingOptions = optionTable({
  theta: {
    type: 'number',
    min: 0.001,
    max: 10,
    default: 0.1,
    summary: 'falloff of affinity with distance in color, which is normalized to [0, 1]',
  },
  alpha: {
    type: 'number',
    min: 0,
    max: 0.999,
    default: 0.99,
    summary: 'share of its neighbors’ scores that a superpixel takes on',
  },
});

/** A picture whose superpixels are to be scored. */
export interface RankSuperpixelsInput extends RgbInput {
  /** The superpixel of every pixel, row-major: integers from 0. */
  readonly labels: ArrayLike<number>;
  /** Falloff of affinity with distance in color, which is normalized to [0, 1]; 0.1 by default. */
  readonly theta?: number;
  /** Share of its neighbors' scores that a superpixel takes on, in [0, 0.999]; 0.99 by default. */
  readonly alpha?: number;
}

/** Two scores for each superpixel; entry i is that of label i. */
export interface SuperpixelScores {
  /** Score of each superpixel against the sides of the picture, in [0, 1]. */
  readonly stage1: Float64Array;
  /** Score of each superpixel against the foreground of stage 1, in [0, 1]: its saliency. */
  readonly stage2: Float64Array;
}

/**
 * Scores given superpixels by graph-based manifold ranking, as published, without removal of frames.
 *
 * Entry i is the score of label i; a label without pixels scores 0, and so do all in a picture of one color. Costs
 * O(n³) for n superpixels.
 *
 * @throws {OptionError} for a value out of its range.
 *
 * Yang et al., "Saliency Detection via Graph-Based Manifold Ranking", CVPR 2013.
 */
export function rankSuperpixels(input: RankSuperpixelsInput): SuperpixelScores {
  const { ranking, labelOfNode, labelCount } = rankInDetail(input);
  const stage1 = new Float64Array(labelCount);
  const stage2 = new Float64Array(labelCount);
  labelOfNode.forEach((label, node) => {
    stage1[label] = ranking.stage1[node]!;
    stage2[label] = ranking.stage2[node]!;
  });
  return { stage1, stage2 };
}

/** Ranks as `rankSuperpixels` does, and gives all that led to the scores. */
export function rankInDetail({ rgb, width, height, labels, ...given }: RankSuperpixelsInput) {
  const options = checkInput({ rgb, width, height }, rankingOptions, given);
  const pixels = width * height;
  const { labelOfNode, nodeOfLabel } = numberNodes(labels, pixels);
  const nodes = labelOfNode.length;

  const stride = (width + 7) & ~7;
  const arena = new Arena(
    3 * pixels +
      16 +
      2 * stride * height +
      48 +
      Runs.bytes(pixels) +
      RegionMeans.bytes(nodes) +
      TwoStageRanking.bytes(nodes),
  );
  const kernels = instantiateKernels(arena.memory);
  const picture = arena.uint8(3 * pixels + 4);
  const image = arena.uint16(stride * height + 16);
  const runs = new Runs(kernels, arena, pixels);
  const means = new RegionMeans(kernels, arena, nodes);
  const ranking = new TwoStageRanking(kernels, arena, nodes, options);
  picture.set(rgb);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) image[y * stride + x] = nodeOfLabel[labels[y * width + x]!]!;
  }
  runs.read(image, stride, width, height);
  means.measure(runs, nodes, picture.byteOffset, 3 * width);
  ranking.connect(runs, nodes, means.lab);
  ranking.rank();
  return { ranking, means, labelOfNode, labelCount: nodeOfLabel.length };
}

/** Numbers the labels that have pixels from 0 without gaps, in order. */
function numberNodes(labels: ArrayLike<number>, pixels: number) {
  if (typeof labels?.length !== 'number' || labels.length !== pixels) {
    throw new OptionError(`labels: expected ${pixels} of them, one a pixel, got ${labels?.length ?? typeof labels}`);
  }
  const end = Math.max(65536, pixels);
  let greatest = 0;
  for (let i = 0; i < pixels; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= end) {
      throw new OptionError(`labels: expected integers in [0, ${end - 1}], got ${label}`);
    }
    if (label > greatest) greatest = label;
  }
  const nodeOfLabel = new Int32Array(greatest + 1);
  for (let i = 0; i < pixels; i++) nodeOfLabel[labels[i]!] = 1;
  const labelOfNode: number[] = [];
  nodeOfLabel.forEach((used, label) => {
    if (used) nodeOfLabel[label] = labelOfNode.push(label) - 1;
  });
  if (labelOfNode.length > MAX_NODES) {
    throw new OptionError(`labels: expected at most ${MAX_NODES} different ones, got ${labelOfNode.length}`);
  }
  return { labelOfNode, nodeOfLabel };
}
