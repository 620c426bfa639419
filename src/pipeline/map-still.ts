import type { SaliencyMap } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import { modelError } from '../models/model-error.js';
import { createModel } from '../models/registry.js';
import type { ModelChoice } from '../workers/protocol.js';

/** The map of a picture, as of a clip of one frame. */
export async function mapStill(
  { data, width, height }: RgbPicture,
  { name, options }: ModelChoice,
): Promise<SaliencyMap> {
  const out = new Float32Array(width * height);
  const keep = (map: Float32Array) => out.set(map);
  try {
    const model = await createModel(name, { ...options, width, height });
    await model.foresee?.(data);
    model.push(data, keep);
    model.flush(keep);
  } catch (thrown) {
    throw modelError(name, thrown);
  }
  return { width, height, data: out };
}
