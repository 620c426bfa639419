import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { createModel } from '#lib/models/registry.js';
import { compare } from '#lib/pipeline/compare/compare.js';
import { runCli } from '../helpers/cli-run.js';
import { binaries, makeClip, scratchFolder, testsrc } from '../helpers/clips.js';
import { disc } from '../helpers/scenes.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const [width, height] = [64, 48];
const clip = makeClip(scratch.file('clip.mkv'), ...testsrc('64x48', '25', '0.4'), '-c:v', 'ffv1', '-pix_fmt', 'bgr0');
const still = scratch.file('still.png');
const pixels = disc(width, height, 30, 20, 9);
await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(still);

/** Makes a folder of masks, white in all but the rows above the number of each. */
async function masksIn(name: string, names: readonly string[], sides = { width, height }): Promise<string> {
  const folder = scratch.file(name);
  mkdirSync(folder);
  for (const [i, file] of names.entries()) {
    const mask = Buffer.from(
      Array.from({ length: sides.width * sides.height }, (_, p) => (p >= (i + 1) * sides.width ? 255 : 0)),
    );
    await sharp(mask, { raw: { ...sides, channels: 1 } }).toFile(`${folder}/${file}`);
  }
  return folder;
}

/** The frames of a video as gray pictures. */
function framesOf(path: string, size: number): Buffer[] {
  const args = ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const bytes = execFileSync(binaries.ffmpeg.path, args, { maxBuffer: 2 ** 27 });
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

// Cells of 64 × 48 below strips of 22 rows, 4 columns apart.
const cell = (column: number, row: number) => ({ left: column * 68, top: row * 70 + 22 });

describe('compare', () => {
  test('shows each frame of a clip with its mask and the maps of all models, at its instant', async () => {
    const masks = await masksIn(
      'masks',
      Array.from({ length: 10 }, (_, i) => `${10 + i}.png`),
    );
    const output = scratch.file('grid.mkv');
    const models = 'pqft,image-signature,manifold-ranking';
    const result = await compare(clip, output, { models, masks, codec: 'ffv1', analysisSize: 64 });
    expect(result).toMatchObject({ frames: 10, outputs: [output], damage: undefined });
    const grid = { width: 200, height: 140 };
    const frames = framesOf(output, grid.width * grid.height);
    expect(frames).toHaveLength(10);
    const level = (frame: number, { left, top }: { left: number; top: number }, x: number, y: number) =>
      frames[frame]![(top + y) * grid.width + left + x]!;
    for (let i = 0; i < 10; i++) {
      // The mask of frame i is black in its first i + 1 rows.
      expect(level(i, cell(1, 0), 30, i)).toBeLessThan(20);
      expect(level(i, cell(1, 0), 30, i + 1)).toBeGreaterThan(230);
    }
    const model = await createModel('image-signature', { width, height });
    const maps: Float32Array[] = [];
    const emit = (map: Float32Array) => void maps.push(map.slice());
    const raw = execFileSync(binaries.ffmpeg.path, [
      '-v',
      'error',
      '-i',
      clip,
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ]);
    for (let i = 0; i < 10; i++) model.push(raw.subarray(i * 9216, (i + 1) * 9216), emit);
    model.flush(emit);
    maps.forEach((map, i) => {
      let worst = 0;
      map.forEach((value, p) => {
        const shown = level(i, cell(0, 1), p % width, Math.floor(p / width));
        worst = Math.max(worst, Math.abs(shown - 255 * value));
      });
      expect(worst).toBeLessThan(6);
    });
  });

  test('shows a still with its mask, where viewers looked, and maps', async () => {
    const masks = await masksIn('of-still', ['still.png']);
    const fixations = scratch.file('fixations.json');
    writeFileSync(fixations, JSON.stringify({ 'still.png': { w: 640, h: 480, subjects: [[[320, 240, 200]]] } }));
    const output = scratch.file('grid.png');
    await compare(still, output, { models: 'itti', masks, fixations });
    const { data, info } = await sharp(output).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([132, 140]);
    const at = ({ left, top }: { left: number; top: number }, x: number, y: number) => [
      ...data.subarray(3 * ((top + y) * 132 + left + x)).subarray(0, 3),
    ];
    expect(at(cell(0, 0), 30, 20)).toEqual([...pixels.subarray(3 * (20 * 64 + 30)).subarray(0, 3)]);
    expect(at(cell(1, 0), 30, 20)).toEqual([255, 255, 255]);
    expect(at(cell(0, 1), 32, 24)).toEqual([255, 220, 0]);
    const [r, g, b] = at(cell(1, 1), 30, 20);
    expect([r, g]).toEqual([g, b]);
  });

  test('leaves nothing where the truth does not fit, and says why', async () => {
    const few = await masksIn('few', ['1.png', '2.png', '3.png']);
    const square = await masksIn('square', ['1.png'], { width: 20, height: 20 });
    const empty = scratch.file('empty');
    mkdirSync(empty);
    const cases: [string, string, Record<string, string>, string][] = [
      [clip, 'a.mkv', { masks: few }, 'few: holds 3 masks, the clip has more frames'],
      [clip, 'a.mkv', { masks: square }, 'a mask of 20×20 is not one of a picture of 64×48'],
      [clip, 'a.mkv', { masks: empty }, 'empty: holds no masks'],
      [clip, 'a.mkv', { masks: scratch.file('none') }, 'none: no such file'],
      [clip, 'a.mkv', { fixations: 'x.json' }, 'fixations: expected a still'],
      [still, 'a.png', { masks: few }, 'few: holds no mask named still'],
      [still, 'a.png', { fixations: still }, 'still.png: is not JSON'],
      [still, 'a.mkv', {}, 'expected a name that ends in one of'],
      [clip, 'a.mkv', { models: 'pqft,gbsv' }, 'did you mean gbvs?'],
      ['-', 'a.mkv', {}, 'expected a file, which each model reads itself'],
    ];
    for (const [input, name, options, message] of cases) {
      const output = scratch.file(name);
      await expect(compare(input, output, { models: 'pqft', ...options })).rejects.toThrow(message);
      await expect(sharp(output).metadata()).rejects.toThrow();
    }
  });

  test('is a verb of the program', async () => {
    const args = ['compare', clip, '--models', 'pqft,gbvs', '--lattice', '8', '-o', scratch.file('verb.mp4')];
    const { code, stderr } = await runCli(args);
    expect(stderr).toContain('10 frames');
    expect(code).toBe(0);
    const wrong = await runCli([...args, '--lattice', '1']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--lattice: expected an integer in [8, 64], got 1');
  });
});
