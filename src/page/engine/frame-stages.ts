import { type FrameSize, rankSuperpixels, segment } from '../../browser.js';
import type { FrameSuperpixels, RankingStages } from './frame-views.js';

/** Divides a frame into superpixels, by itself. */
export function superpixelsOf(rgb: Uint8Array, size: FrameSize): FrameSuperpixels {
  const labels = segment({ rgb, ...size });
  const picture = new Uint8ClampedArray(4 * size.width * size.height);
  for (let i = 0, p = 0; i < rgb.length; i += 3, p += 4) {
    picture[p] = rgb[i]!;
    picture[p + 1] = rgb[i + 1]!;
    picture[p + 2] = rgb[i + 2]!;
    picture[p + 3] = 255;
  }
  return { ...size, picture, labels, superpixels: labels.reduce((most, label) => Math.max(most, label), 0) + 1 };
}

/** Ranks the superpixels of a frame, by itself. */
export function rankingStages(rgb: Uint8Array, size: FrameSize, map: Uint8Array | undefined): RankingStages {
  const views = superpixelsOf(rgb, size);
  const { labels } = views;
  const { stage1, stage2 } = rankSuperpixels({ rgb, ...size, labels });
  const levels = (scores: Float64Array) =>
    Uint8Array.from(labels, (label) => Math.round(255 * Math.min(1, Math.max(0, scores[label]!))));
  return { ...views, stage1: levels(stage1), stage2: levels(stage2), map };
}
