import type { FrameSize } from '../core/frame.js';
import { enhancedAlignment } from './enhanced-alignment.js';
import { adaptiveF } from './f-measure.js';
import { levelCounts } from './level-counts.js';
import { meanAbsoluteError } from './mean-absolute-error.js';
import { type PrecisionRecall, precisionRecall } from './precision-recall.js';
import { rocAuc } from './roc-auc.js';
import { structureMeasure } from './structure-measure.js';
import { weightedF } from './weighted-f.js';

/** Everything that is measured of one map against one mask. */
export interface MaskScores {
  readonly MAE: number;
  /** F at a threshold of twice the map's mean. */
  readonly adpF: number;
  readonly weightedF: number;
  readonly S: number;
  /** Mean E-measure over 256 thresholds. */
  readonly E: number;
  readonly AUC: number;
  readonly curve: PrecisionRecall;
}

/**
 * Measures a map against a mask that is neither empty nor full: the areas under curves need both sides.
 *
 * @param map - width · height values in [0, 1].
 * @param mask - as many; 0 outside of the object, anything else inside.
 * @throws {RangeError} for arrays of another length.
 */
export function maskScores(map: Float32Array, mask: Uint8Array, size: FrameSize): MaskScores {
  const pixels = size.width * size.height;
  if (map.length !== pixels || mask.length !== pixels) {
    throw new RangeError(`expected ${pixels} values of a map and of a mask, got ${map.length} and ${mask.length}`);
  }
  const counts = levelCounts(map, mask);
  return {
    MAE: meanAbsoluteError(map, mask),
    adpF: adaptiveF(map, mask),
    weightedF: weightedF(map, mask, size),
    S: structureMeasure(map, mask, size),
    E: enhancedAlignment(counts).mean,
    AUC: rocAuc(counts),
    curve: precisionRecall(counts),
  };
}
