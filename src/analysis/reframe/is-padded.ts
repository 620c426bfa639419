import type { Box } from '../record/analysis.js';
import type { ReframePlan } from './reframe-plan.js';

/** Sides of the output are rounded to even pixels: a crop that differs no more than this from its shape has that shape. */
const TOLERANCE = 0.02;

/** Tells whether a crop has another shape than the output, so that bars fill the rest. */
export function isPadded(
  { clip, output, outputSampleAspect }: Pick<ReframePlan, 'clip' | 'output' | 'outputSampleAspect'>,
  { width, height }: Omit<Box, 'x' | 'y'>,
): boolean {
  const aspectOf = ({ num, den }: { num: number; den: number }) => num / den;
  const shown = ((width * clip.width) / (height * clip.height)) * aspectOf(clip.sampleAspect);
  const wanted = (output.width / output.height) * aspectOf(outputSampleAspect);
  return Math.abs(shown / wanted - 1) > TOLERANCE;
}
