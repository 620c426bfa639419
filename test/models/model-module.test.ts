import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { ModelDefinition } from '#lib/core/model.js';
import { loadModelModule } from '#lib/models/model-module.js';
import { createModel, models, registerModel, resolveModel } from '#lib/models/registry.js';
import { modelUrl } from '../helpers/model-modules.js';

const folder = mkdtempSync(join(tmpdir(), 'saliency-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;
function moduleOf(text: string): string {
  const path = join(folder, `model-${written++}.mjs`);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

const size = { width: 8, height: 6 };
const words = "name: 'm', summary: 's', reference: 'r', kind: 'object', options: {}";

describe('a module with models', () => {
  test('registers them; loading it again is harmless', async () => {
    const [model] = await loadModelModule(modelUrl('color-contrast'));
    expect(models).toContain(model);
    expect((await loadModelModule(modelUrl('color-contrast')))[0]).toBe(model);
    expect(resolveModel('color-contrast').module).toBe(modelUrl('color-contrast'));
    expect(await createModel('color-contrast', { ...size, gain: 2 })).toMatchObject(size);
    await expect(createModel('color-contrast', { ...size, gain: 20 })).rejects.toThrow(/^gain: expected a number in/);
  });

  test.each([
    ['export const a = 1;', /expected a model as the default export, got none$/],
    ['export default 3;', /expected a definition of a model, got a number$/],
    ['export default [];', /expected a model as the default export, got an empty array$/],
    ["export default { name: 'My Model' };", /expected a name of small letters, digits and hyphens, got "My Model"$/],
    ["export default { name: 'm' };", /expected a summary, which is text, got undefined$/],
    [`export default { ${words} };`, /expected a function create, got undefined$/],
    [`export default { ${words}, kind: 'both', create() {} };`, /the kind 'object' or 'fixation', got "both"$/],
    [
      `export default { ${words}, options: { a: { type: 'int' } }, create() {} };`,
      /options\.a of a type .*, got "int"$/,
    ],
    [`export default { ${words}, name: 'manifold-ranking', create() {} };`, /a name that no other model has, got/],
    ['export default {', /could not be loaded: /],
    ["throw new Error('no luck');", /could not be loaded: no luck$/],
    ["import 'absent-package';", /could not be loaded: .*absent-package/],
  ])('is refused in words when it says %j', async (text, message) => {
    await expect(loadModelModule(moduleOf(text), './my-model.js')).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message: expect.stringMatching(message),
    });
  });

  test('is refused when it is not there, by its name', async () => {
    const url = pathToFileURL(join(folder, 'absent.mjs')).href;
    await expect(loadModelModule(url, './absent.mjs')).rejects.toThrow(/^model: \.\/absent\.mjs could not be loaded: /);
  });
});

describe('registerModel', () => {
  const definition: ModelDefinition = {
    ...{ name: 'of-a-test', summary: 'Nothing', reference: 'None', kind: 'object', options: {} },
    create: () => Promise.reject(new Error('never made')),
  };

  test('makes a model one that can be chosen by name, once', () => {
    registerModel(definition);
    registerModel(definition);
    expect(models.filter(({ name }) => name === 'of-a-test')).toEqual([definition]);
    expect(resolveModel('of-a-test')).toMatchObject({ definition, module: undefined, loadable: false });
    expect(() => registerModel({ ...definition })).toThrow(/expected a name that no other model has, got "of-a-test"/);
  });

  test('refuses what is no model', () => {
    expect(() => registerModel({ ...definition, name: 'Nameless!' })).toThrow(/^model: expected a name of small/);
    expect(() => registerModel(undefined as never)).toThrow(/^model: expected a definition of a model, got undefined/);
  });
});
