import type { FrameSize } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import { pictureRow } from './picture-row.js';

/** One picture with its superpixels and their scores in both stages of manifold ranking. */
export interface RankingStages extends FrameSize {
  /** rgb24, 3 · width · height bytes. */
  readonly rgb: Uint8Array;
  /** The superpixel of each pixel: width · height numbers from 0. */
  readonly labels: ArrayLike<number>;
  /** Score of each superpixel against the borders, in [0, 1]. */
  readonly stage1: ArrayLike<number>;
  /** Score of each superpixel against the foreground, in [0, 1]. */
  readonly stage2: ArrayLike<number>;
}

const gap = 4;
const outline = [255, 225, 0] as const;

/** Draws the steps of manifold ranking in a row: the picture, its superpixels outlined, stage 1 and stage 2. */
export function stagePanel(stages: RankingStages): RgbPicture {
  const { rgb, labels, stage1, stage2 } = stages;
  return pictureRow(
    [rgb, outlineSuperpixels(rgb, labels, stages), paintScores(labels, stage1), paintScores(labels, stage2)],
    stages,
    gap,
  );
}

/** Colors the pixels whose right or lower neighbor is of another superpixel. */
function outlineSuperpixels(rgb: Uint8Array, labels: ArrayLike<number>, size: FrameSize): Uint8Array {
  const { width, height } = size;
  // Not slice: that of a Buffer shares its memory.
  const out = new Uint8Array(rgb);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const right = x + 1 < width ? labels[i + 1] : labels[i];
      const below = y + 1 < height ? labels[i + width] : labels[i];
      if (right !== labels[i] || below !== labels[i]) out.set(outline, 3 * i);
    }
  }
  return out;
}

function paintScores(labels: ArrayLike<number>, scores: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(3 * labels.length);
  for (let i = 0; i < labels.length; i++) out.fill(Math.round(255 * scores[labels[i]!]!), 3 * i, 3 * i + 3);
  return out;
}
