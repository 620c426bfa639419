import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { writeRgb } from '#lib/images/write-image.js';
import { convertImage } from '#lib/pipeline/image.js';
import { scratchFolder } from '../helpers/clips.js';
import { disc } from '../helpers/scenes.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const photo = scratch.file('photo.png');
await writeRgb({ data: disc(64, 48, 30, 20, 10), width: 64, height: 48 }, photo);

describe('convertImage', () => {
  it.each(['map', 'overlay', 'stages'] as const)('writes no %s once it is aborted', async (kind) => {
    const output = scratch.file(`${kind}.png`);
    const before = readdirSync(scratch.path);
    // At each of the steps between which it may end, until there is no further one.
    for (let step = 0; ; step++) {
      const controller = new AbortController();
      const { signal } = controller;
      let left = step;
      signal.throwIfAborted = () => {
        if (left-- === 0) controller.abort(new Error('enough'));
        AbortSignal.prototype.throwIfAborted.call(signal);
      };
      const outcome = await convertImage(photo, output, { kind, signal }).catch((error) => error);
      if (outcome === undefined) {
        expect(step).toBeGreaterThan(1);
        expect(readdirSync(scratch.path)).toHaveLength(before.length + 1);
        return;
      }
      expect(outcome).toMatchObject({ message: 'enough' });
      expect(readdirSync(scratch.path)).toEqual(before);
    }
  });

  it.each([
    ['a name without a format', 'map.xyz', {}, /map\.xyz: expected a name that ends in/],
    ['16 bits in a format of 8', 'map.webp', { bitDepth: 16 }, /expected PNG or TIFF/],
    ['colors for a map, which has none', 'map.png', { overlay: { colormap: 'hot' } }, /colormap: expected an overlay/],
    ['16 bits in color', 'map.png', { bitDepth: 16, kind: 'overlay' }, /bitDepth: expected 8 for a picture in color/],
    ['what exists', 'taken.png', {}, /taken\.png" exists/],
  ] as const)('refuses %s before it reads the picture', async (_, name, options, message) => {
    writeFileSync(scratch.file('taken.png'), '');
    const work = convertImage(scratch.file('missing.jpg'), scratch.file(name), options);
    await expect(work).rejects.toMatchObject({ code: 'ERR_OPTION', message: expect.stringMatching(message) });
  });
});
