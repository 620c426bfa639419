import { afterAll, describe, expect, test } from 'vitest';
import { chooseModel, isModelPath } from '#lib/clip/choose-model.js';
import type { SaliencyModel } from '#lib/core/model.js';
import { frameModel } from '#lib/models/frame-model.js';
import { defaultModel, registerModel } from '#lib/models/registry.js';
import { saliency } from '#lib/pipeline/saliency.js';
import { children, makeClip, scratchFolder, testsrc } from '../helpers/clips.js';
import { modelPath, modelUrl } from '../helpers/model-modules.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const clip = makeClip(scratch.file('clip.mp4'), ...testsrc());

describe('a model', () => {
  test('is the default one where none is chosen', async () => {
    expect(await chooseModel(defaultModel)).toMatchObject({ name: defaultModel, module: undefined, loadable: true });
  });

  test.each([
    [modelPath('redness')],
    [modelUrl('redness')],
    [`${modelPath('redness')}#redness`],
    [{ module: modelPath('redness') }],
    [{ module: modelUrl('redness'), name: 'redness' }],
    // Once its module was loaded.
    ['redness'],
  ])('is that of a module: %j', async (model) => {
    const chosen = { name: 'redness', module: modelUrl('redness'), options: {}, kind: 'object', loadable: true };
    expect(await chooseModel(model)).toEqual(chosen);
  });

  test.each([
    [
      { module: modelPath('redness'), name: 'greenness' },
      /expected the name of one that .* exports \(redness\), got "/,
    ],
    [modelPath('failing'), /exports \(fails-at-once, .*\), got 7 models$/],
    [{ name: 'redness' } as never, /expected a name, a path or \{ module, name \}/],
    ['readness', /^model: unknown model "readness"; did you mean redness\?/],
  ])('is refused in words: %j', async (model, message) => {
    await expect(chooseModel(model)).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message: expect.stringMatching(message),
    });
  });

  test('is a path where a name could not have its letters', () => {
    expect(['./a.js', 'a.mjs', 'models/a', 'C:\\a', 'file:///a'].every(isModelPath)).toBe(true);
    expect(isModelPath('manifold-ranking')).toBe(false);
  });
});

describe('saliency', () => {
  const means = async (model: Parameters<typeof saliency>[1]) => {
    const found: number[] = [];
    for await (const { map } of saliency(clip, model)) found.push(map.data.reduce((a, b) => a + b) / map.data.length);
    return found;
  };

  test('works with a model of a module, by reference', async () => {
    const { module, name } = { module: modelPath('redness'), name: 'redness' };
    const found = await means({ model: { module, name } });
    expect(found).toHaveLength(10);
    expect(await means({ model: module })).toEqual(found);
  });

  test('works with a model that is registered in this thread alone', async () => {
    const model = frameModel({
      ...{ name: 'one-half', summary: 'One half', reference: 'None', kind: 'object' },
      prepare: () => (_, __, map) => void map.fill(0.5),
    });
    registerModel(model);
    expect(await means({ model: 'one-half', modelOptions: { temporal: 'off' } })).toEqual(Array(10).fill(0.5));
  });

  test.each(['fails-at-once', 'fails-at-frame-3'])('tells of a model that %s, and nothing still runs', async (name) => {
    const model = { module: modelPath('failing'), name };
    await expect(means({ model })).rejects.toMatchObject({ code: 'ERR_MODEL', message: expect.stringContaining(name) });
    expect(children()?.length ?? 0).toBe(0);
  });

  test('tells of a model that fails in this thread', async () => {
    const broken = (create: () => Promise<SaliencyModel>) => ({
      ...({ name: 'broken-here', summary: 'Broken', reference: 'None', kind: 'object', options: {}, create } as const),
    });
    registerModel(broken(() => Promise.reject(new RangeError('no luck'))));
    const error = { code: 'ERR_MODEL', message: 'broken-here failed: no luck', cause: { name: 'RangeError' } };
    await expect(means({ model: 'broken-here' })).rejects.toMatchObject(error);
  });
});
