import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { writeRgb } from '#lib/images/write-image.js';
import { convertImage } from '#lib/pipeline/image.js';
import { disc } from '../scenes.js';
import { scratchFolder } from '../video/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const photo = scratch.file('photo.png');
await writeRgb({ data: disc(64, 48, 30, 20, 10), width: 64, height: 48 }, photo);

describe('convertImage', () => {
  it.each(['map', 'overlay', 'stages'] as const)('writes no %s once it is aborted', async (kind) => {
    const before = readdirSync(scratch.path);
    const isWritten = () => readdirSync(scratch.path).some((name) => name.endsWith('.part'));
    // At once, and when the file is being written.
    for (const ready of [() => true, isWritten]) {
      const controller = new AbortController();
      const work = convertImage(photo, scratch.file('out.png'), { kind, signal: controller.signal });
      const outcome = work.catch((error) => error);
      while (!ready()) await new Promise((resolve) => setImmediate(resolve));
      controller.abort(new Error('enough'));
      expect(await outcome).toMatchObject({ message: 'enough' });
      expect(readdirSync(scratch.path)).toEqual(before);
    }
  });

  it.each([
    ['a name without a format', 'map.xyz', {}, /map\.xyz: expected a name that ends in/],
    ['16 bits in a format of 8', 'map.webp', { bitDepth: 16 }, /expected PNG or TIFF/],
    ['16 bits in color', 'map.png', { bitDepth: 16, kind: 'overlay' }, /bitDepth: expected 8 for a picture in color/],
    ['what exists', 'taken.png', {}, /taken\.png" exists/],
  ] as const)('refuses %s before it reads the picture', async (_, name, options, message) => {
    writeFileSync(scratch.file('taken.png'), '');
    const work = convertImage(scratch.file('missing.jpg'), scratch.file(name), options);
    await expect(work).rejects.toMatchObject({ code: 'ERR_OPTION', message: expect.stringMatching(message) });
  });
});
