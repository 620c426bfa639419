import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '#lib/core/errors.js';
import { type FindFilesOptions, findFiles } from '#lib/files/find-files.js';
import { globMatcher, globsIn } from '#lib/files/glob.js';

describe('globMatcher', () => {
  it.each([
    ['*.mp4', 'a.mp4', true],
    ['*.mp4', 'day/one/A.MP4', true],
    ['*.mp4', 'a.mp4.part', false],
    ['day/*.mp4', 'day/a.mp4', true],
    ['day/*.mp4', 'day/one/a.mp4', false],
    ['day/**', 'day/one/a.mp4', true],
    ['day/**/*.mov', 'day/a.mov', true],
    ['**/take?.mov', 'x/y/take1.mov', true],
    ['**/take?.mov', 'x/y/take12.mov', false],
    ['*.{mp4,m{o,k}v}', 'a.mkv', true],
    ['*.{mp4,m{o,k}v}', 'a.mv', false],
    ['[a-c]*', 'beach.mp4', true],
    ['[!a-c]*', 'beach.mp4', false],
    ['a+b(1).mp4', 'a+b(1).mp4', true],
    ['a.b', 'axb', false],
  ])('takes %s for %s: %s', (pattern, path, expected) => {
    expect(globMatcher(pattern)(path)).toBe(expected);
  });

  it('is done with any pattern in time that grows with its length', () => {
    // A search that goes back to every star would need longer than the world has.
    expect(globMatcher(`${'*a'.repeat(40)}b`)('a'.repeat(250))).toBe(false);
    expect(globMatcher('{a,b}'.repeat(40))('x')).toBe(false);
  });

  it('parts a list at the commas outside of braces', () => {
    expect(globsIn(' *.mp4, *.{mov,mxf} ,,')).toEqual(['*.mp4', '*.{mov,mxf}']);
  });
});

describe('findFiles', () => {
  let folder: string;
  const put = (path: string, text = '') => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const found = async (options: FindFilesOptions) => {
    const { files, passedOver } = await findFiles(folder, options);
    return { paths: files.map(({ path }) => path.slice(folder.length + 1)), passedOver };
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'saliency-find-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds files below, in the order of code units, and says where', async () => {
    for (const path of ['b/x.mp4', 'b.mp4', 'B.mp4', 'a/b/x.mp4', 'a/x.txt', '.hidden.mp4', '.git/x.mp4']) put(path);
    const { files } = await findFiles(folder, { include: ['*.mp4'] });
    expect(files.map(({ path, folder: place }) => [path.slice(folder.length + 1), place])).toEqual([
      ['B.mp4', ''],
      ['a/b/x.mp4', 'a/b'],
      ['b/x.mp4', 'b'],
      ['b.mp4', ''],
    ]);
  });

  it('passes over what this program has written, until somebody has changed it', async () => {
    for (const path of ['maps/1.png', 'maps/2.png', 'maps/mine.png']) put(path, 'picture');
    const list = ['1.png', '2.png'].map((name) => {
      const { size, mtimeMs } = statSync(join(folder, 'maps', name));
      return { name, bytes: size, mtimeMs: Math.floor(mtimeMs) };
    });
    put('maps/.saliency-files.json', JSON.stringify({ writtenBySaliency: list }));
    put('maps/2.png', 'retouched');
    expect(await found({ include: ['*.png'] })).toEqual({ paths: ['maps/2.png', 'maps/mine.png'], passedOver: 1 });
  });

  it('searches neither closed folders nor those it is to pass over', async () => {
    for (const path of ['out/a.mp4', 'x.stills/a.mp4', 'in/a.mp4', 'in/a.overlay.mp4']) put(path);
    const options = { include: ['*.mp4'], without: [join(folder, 'out')] };
    const passOver = (name: string) => /\.(stills|overlay)/.test(name);
    expect(await found({ ...options, passOver })).toEqual({ paths: ['in/a.mp4'], passedOver: 1 });
  });

  it.skipIf(process.platform === 'win32')('follows links to files, and none that lead around', async () => {
    put('in/a.mp4');
    symlinkSync(folder, join(folder, 'in', 'around'));
    symlinkSync(join(folder, 'in', 'a.mp4'), join(folder, 'linked.mp4'));
    symlinkSync(join(folder, 'gone'), join(folder, 'broken.mp4'));
    expect((await found({ include: ['*.mp4'] })).paths).toEqual(['in/a.mp4', 'linked.mp4']);
  });

  it('tells of a folder that is not there, and ends where it is told to', async () => {
    await expect(findFiles(join(folder, 'none'), { include: ['*'] })).rejects.toThrow(InputError);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(findFiles(folder, { include: ['*'], signal })).rejects.toThrow('enough');
  });
});
