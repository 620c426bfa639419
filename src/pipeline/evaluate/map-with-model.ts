import type { SaliencyMap } from '../../core/frame.js';
import type { SaliencyModel } from '../../core/model.js';
import { loadModelModule } from '../../models/model-module.js';
import { createModel } from '../../models/registry.js';
import type { ModelChoice } from '../../workers/protocol.js';
import type { NamedPicture } from './read-pictures.js';

/** The model that was used last, by what it was made of: pictures of one set often have one size. */
let last: { readonly key: string; readonly model: SaliencyModel } | undefined;

/**
 * Maps pictures of one size, in order, and gives each with its map: of a still at once, of a sequence when the model has
 * looked ahead.
 */
export async function* mapWithModel(
  choice: ModelChoice,
  pictures: AsyncIterable<NamedPicture>,
): AsyncGenerator<{ readonly picture: NamedPicture; readonly map: SaliencyMap }, void> {
  const waiting: NamedPicture[] = [];
  const maps: Float32Array[] = [];
  const keep = (map: Float32Array) => maps.push(map.slice());
  let model: SaliencyModel | undefined;
  const finished = function* () {
    for (const data of maps.splice(0)) {
      const picture = waiting.shift()!;
      yield { picture, map: { width: picture.width, height: picture.height, data } };
    }
  };
  for await (const picture of pictures) {
    model ??= await modelFor(choice, picture);
    // A frame of a clip is lent until the next one is asked for, and this one may wait for its map.
    const own = { ...picture, data: picture.data.slice() };
    waiting.push(own);
    await model.foresee?.(own.data);
    model.push(own.data, keep);
    yield* finished();
  }
  model?.flush(keep);
  yield* finished();
}

async function modelFor(choice: ModelChoice, { width, height }: NamedPicture): Promise<SaliencyModel> {
  const key = JSON.stringify([choice, width, height]);
  if (last?.key === key) {
    last.model.reset();
    return last.model;
  }
  if (choice.module !== undefined) await loadModelModule(choice.module);
  last = { key, model: await createModel(choice.name, { ...choice.options, width, height }) };
  return last.model;
}
