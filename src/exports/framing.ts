import type { ClipRecord } from '../analysis/record/analysis.js';
import { isPadded } from '../analysis/reframe/is-padded.js';
import type { CropFrame, ReframePlan } from '../analysis/reframe/reframe-plan.js';
import type { ClipClock } from '../analysis/shots/clip-clock.js';
import { displaySize } from '../core/display-size.js';
import type { FrameSize } from '../core/frame.js';

/**
 * Places the picture of a clip so that a crop of it fills the reframed frame: editors move and scale the picture, not
 * the crop.
 */
export interface PicturePlacement {
  /** Output pixels per pixel of the displayed picture. */
  readonly scale: number;
  /** Offset from the middle of the frame to the middle of the picture in output pixels, x to the right, y down. */
  readonly x: number;
  readonly y: number;
}

/** A placement from a frame of the source on. */
export interface PlacementKey extends PicturePlacement {
  readonly frame: number;
}

/**
 * Gives the placement that makes a crop cover the whole output, or, where it is padded, fit into it. The output's sides
 * are rounded, so that a crop which only just fitted would leave a line of another color at one of them.
 */
export function placementOf(plan: ReframePlan, { crop }: CropFrame): PicturePlacement {
  const { output, clip, outputSampleAspect } = plan;
  const pixelAspect = clip.sampleAspect.num / clip.sampleAspect.den;
  const outputAspect = outputSampleAspect.num / outputSampleAspect.den;
  const [width, height] = [clip.width * pixelAspect, clip.height];
  const scales = [
    (output.width * outputAspect) / (crop.width * width),
    output.height / (crop.height * height),
  ] as const;
  const scale = isPadded(plan, crop) ? Math.min(...scales) : Math.max(...scales);
  return {
    scale,
    x: (0.5 - crop.x - crop.width / 2) * width * scale,
    y: (0.5 - crop.y - crop.height / 2) * height * scale,
  };
}

/** Gives the size of the reframed picture in square pixels. */
export function displayOutput({ output, outputSampleAspect }: ReframePlan) {
  const { width, height } = displaySize({ ...output, sampleAspect: outputSampleAspect });
  return { width: Math.round(width), height };
}

/**
 * Gives the keys of one shot: its first and last frame, and the frames where a straight line between their neighbors
 * would be off by more than a tenth of a pixel.
 */
export function placementKeys(plan: ReframePlan, shot: number, clock: ClipClock): PlacementKey[] {
  const keys: PlacementKey[] = [];
  for (const frame of plan.frames) {
    if (frame.shot !== shot) continue;
    const at = clock.frameAt(frame.pts);
    if (at !== keys.at(-1)?.frame) keys.push({ frame: at, ...placementOf(plan, frame) });
  }
  return keys.filter((key, i) => {
    const [before, after] = [keys[i - 1], keys[i + 1]];
    if (before === undefined || after === undefined) return true;
    const share = (key.frame - before.frame) / (after.frame - before.frame);
    const off = (axis: 'x' | 'y') => Math.abs(before[axis] + share * (after[axis] - before[axis]) - key[axis]);
    return Math.max(off('x'), off('y')) > 0.1;
  });
}

/** Computes the scale that makes the whole displayed picture fit into a frame. */
export function fittingScale(clip: ClipRecord, frame: FrameSize): number {
  const { width, height } = displaySize(clip);
  return Math.min(frame.width / width, frame.height / height);
}

/**
 * Prints a scale to a number of decimals, rounded up: rounded down, it would leave a part of a line uncovered. A thousandth
 * of the last decimal is taken for an error of floating point.
 */
export function printScale(scale: number, decimals: number): string {
  const unit = 10 ** decimals;
  return String(Number((Math.ceil(scale * unit - 1e-3) / unit).toFixed(decimals)));
}
