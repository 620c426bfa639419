import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MeasureRequest } from '../../analysis/measure/frame-measurer.js';
import type { Clip } from '../../clip/clip.js';
import { OptionError } from '../../core/errors.js';
import { resolveModel } from '../../models/registry.js';
import type { SegmentOrder } from '../../queue/segment-order.js';
import { identifySource } from '../../queue/source-identity.js';
import type { LevelBits } from '../../segments/map-levels.js';
import { version } from '../version.js';

/**
 * Says all that the segments of a clip depend on.
 *
 * @throws {OptionError} for a model that other machines cannot load.
 */
export async function orderOf(
  clip: Clip,
  bits: LevelBits,
  measures: MeasureRequest | undefined,
): Promise<SegmentOrder> {
  const { model, flags, start, end } = clip.plan;
  if (!model.loadable) throw OptionError.of('model', `expected one that other machines can load, got ${model.name}`);
  const { analysisSize, stream, deinterlace, maxPixels } = flags;
  // Each machine has the modules of the package itself, wherever they lie there.
  const module = model.module === resolveModel('onnx').module ? undefined : model.module;
  const { weights } = model.options;
  const network = typeof weights === 'string' ? resolve(weights) : undefined;
  const paths = [...(module === undefined ? [] : [fileURLToPath(module)]), ...(network === undefined ? [] : [network])];
  return {
    version,
    ffmpeg: clip.binaries.ffmpeg.version,
    source: await identifySource(clip.info.path),
    clip: { analysisSize, stream, deinterlace, maxPixels, start, end },
    model: { name: model.name, options: { ...model.options, weights: network }, module },
    files: await Promise.all(paths.map(async (path) => ({ path, hash: await hashFile(path) }))),
    bits,
    measures,
    gaze: clip.mapsGaze,
    segments: clip.segments,
  };
}

/** Tells a file from itself before it was changed. */
export async function hashFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
