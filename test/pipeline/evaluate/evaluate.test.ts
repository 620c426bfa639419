import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '#lib/core/errors.js';
import { fromNpy, toNpy } from '#lib/files/npy.js';
import { convert } from '#lib/pipeline/convert.js';
import { evaluate } from '#lib/pipeline/evaluate/evaluate.js';
import { convertImage } from '#lib/pipeline/image.js';
import { runCli } from '../../helpers/cli-run.js';
import { media } from '../../helpers/media.js';
import { hasOpenCv } from '../../helpers/opencv.js';
import { runFfmpeg } from '../../helpers/run-ffmpeg.js';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'evaluation');
const at = (...path: string[]) => join(fixtures, ...path);
const expected = JSON.parse(readFileSync(at('expected.json'), 'utf8')) as Record<string, Record<string, number>>;
const folder = mkdtempSync(join(tmpdir(), 'saliency-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of maps and masks that may be spoiled. */
function copyOfStills(name: string) {
  const [maps, masks] = [join(folder, name, 'maps'), join(folder, name, 'masks')];
  cpSync(at('stills', 'maps'), maps, { recursive: true });
  cpSync(at('stills', 'masks'), masks, { recursive: true });
  return { maps, masks };
}

const figuresOf = async (options: Parameters<typeof evaluate>[0]) => {
  const { methods } = await evaluate({ rounds: 100, ...options });
  return Object.fromEntries(Object.entries(methods[0]!.figures).map(([name, { value }]) => [name, value]));
};

/** Runs a program that other people measure with; `undefined` where Python, OpenCV or the program is not there. */
function oracle(program: string, ...args: string[]): Record<string, number> | undefined {
  const path = media('..', 'oracle', program);
  if (!hasOpenCv || path === undefined) return undefined;
  const python = process.env.PYTHON ?? '/usr/bin/python3';
  const { status, stdout, stderr } = spawnSync(python, [path, ...args], { timeout: 50_000, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, number>;
}

function expectClose(own: Record<string, number>, other: Record<string, number>, names: Record<string, string>) {
  for (const [ours, theirs] of Object.entries(names))
    expect(Math.abs(own[ours]! - other[theirs]!), `${ours} ${own[ours]} beside ${other[theirs]}`).toBeLessThan(1e-3);
}

const ofStills = { maxF: 'maxF', meanF: 'meanF', adpF: 'adpF', MAE: 'mae', S: 'S', AUC: 'auc' };
const ofGaze = { AUC: 'AUC', sAUC: 'sAUC', NSS: 'NSS', CC: 'CC', KL: 'KL', SIM: 'SIM' };

describe('evaluate', () => {
  it('agrees with the programs that others measure with', async () => {
    const stills = await figuresOf({ maps: at('stills', 'maps'), masks: at('stills', 'masks') });
    expectClose(stills, expected.stills!, ofStills);
    const gaze = await figuresOf({ maps: at('gaze', 'maps'), fixations: at('gaze', 'fixations.json') });
    expectClose(gaze, expected.gaze!, ofGaze);
    const sequence = await figuresOf({ maps: at('sequences', 'maps'), masks: at('sequences', 'data') });
    expectClose(sequence, expected.sequence!, { maxF: 'maxF', MAE: 'mae', S: 'S' });
    // Another program finds the flow a little differently; flicker is told in levels of 255.
    expect(Math.abs(sequence.flicker! - expected.sequence!.flicker!) / 255).toBeLessThan(1e-3);
  });

  const stills = media('images', 'duts-200');
  it.skipIf(!hasOpenCv || !stills)('agrees with them on real stills of a model', async () => {
    const [maps, images] = [join(folder, 'duts-maps'), join(folder, 'duts-images')];
    for (const path of [maps, images]) mkdirSync(path);
    for (const name of readdirSync(join(stills!, 'img')).sort().slice(0, 10)) {
      symlinkSync(join(stills!, 'img', name), join(images, name));
      await convertImage(join(images, name), join(maps, name.replace(/\.\w+$/, '.png')));
    }
    const masks = join(stills!, 'gt');
    const other = oracle('sod_metrics.py', maps, masks);
    if (other) expectClose(await figuresOf({ maps, masks, partial: true }), other, ofStills);
    // The same model, without files between: maps are not rounded to 8 bits at full size then.
    const direct = await figuresOf({ models: 'manifold-ranking', images, masks, partial: true });
    expect(Math.abs(direct.S! - other!.S!)).toBeLessThan(0.01);
  });

  const gaze = media('fixations', 'OSIE-60');
  it.skipIf(!hasOpenCv || !gaze)('agrees with them on real gaze', async () => {
    const [maps, fixations] = [join(folder, 'gaze-maps'), join(gaze!, 'fixations.json')];
    mkdirSync(maps);
    for (const name of readdirSync(join(gaze!, 'img')).sort().slice(0, 14))
      await convertImage(join(gaze!, 'img', name), join(maps, name.replace('.jpg', '.png')), { model: 'gaze' });
    const other = oracle('fix_metrics.py', maps, fixations);
    const own = await figuresOf({ maps, fixations, partial: true });
    const { KL: _, ...steady } = ofGaze;
    if (other) expectClose(own, other, steady);
    // The other program adds noise that has a say where maps are black.
    expect(Math.abs(own.KL! - other!.KL!)).toBeLessThan(5e-3);
  });

  it('gives the same for any number of threads, and tells how far it is', async () => {
    const { maps, masks } = copyOfStills('threads');
    const seen: number[] = [];
    const one = await evaluate({ maps, masks, jobs: 1, onProgress: ({ done, total }) => seen.push(done / total) });
    const three = await evaluate({ maps, masks, jobs: 3 });
    expect(three).toEqual(one);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toHaveLength(6);
  });

  it('takes arrays of NumPy, clips, densities and rectangles', async () => {
    const { maps, masks } = copyOfStills('forms');
    const before = await figuresOf({ maps, masks });
    for (const file of readdirSync(maps)) {
      const { data, info } = await sharp(join(maps, file))
        .extractChannel(0)
        .raw()
        .toBuffer({ resolveWithObject: true });
      const array = toNpy({ ...info, data: Float32Array.from(data, (level) => level / 255) });
      writeFileSync(join(maps, file.replace('.png', '.npy')), array);
      rmSync(join(maps, file));
    }
    const after = await figuresOf({ maps, masks });
    for (const [name, value] of Object.entries(before)) expect(after[name]).toBeCloseTo(value, 3);
    const boxes = join(folder, 'boxes.json');
    writeFileSync(boxes, JSON.stringify({ '0.png': [[10, 20, 30, 40]] }));
    expect(await figuresOf({ maps, boxes, partial: true })).toHaveProperty('boxF');
    expect(await figuresOf({ maps, fixations: masks })).toHaveProperty('sAUC'); // two levels: points
    expect(Object.keys(await figuresOf({ maps, fixations: at('stills', 'maps') }))).toEqual(['CC', 'KL', 'SIM']);
    const clips = join(folder, 'clips');
    mkdirSync(clips);
    const frames = join(at('sequences', 'maps', 'seq'), '%05d.png');
    await runFfmpeg(['-i', frames, '-c:v', 'ffv1', '-pix_fmt', 'gray', join(clips, 'seq.mkv')]);
    const clip = await figuresOf({ maps: clips, masks: at('sequences', 'data') });
    expectClose(clip, expected.sequence!, { maxF: 'maxF', MAE: 'mae', S: 'S' });
  });

  it('maps sequences by a model, a row a sequence', async () => {
    const data = at('sequences', 'data');
    const { methods } = await evaluate({ models: 'manifold-ranking', images: data, masks: data, rounds: 100 });
    expect(methods[0]!.items[0]).toMatchObject({ name: 'seq', frames: 6 });
    expect(methods[0]!.items[0]!.scores.flicker).toBeGreaterThanOrEqual(0);
  });

  it('measures crops against those of people', async () => {
    const [images, people] = [join(folder, 'wide'), join(folder, 'people', 'one')];
    for (const path of [images, people]) mkdirSync(path, { recursive: true });
    await runFfmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=5:duration=1', join(images, '001.mp4')]);
    writeFileSync(join(people, '001_1-3.txt'), '260,0,380,360\n'.repeat(5));
    writeFileSync(join(people, '001_3-1.txt'), '0,73,640,287\n'.repeat(5));
    const run = { models: 'manifold-ranking', images, retargetvid: join(folder, 'people'), rounds: 100 };
    const { methods } = await evaluate(run);
    expect(methods[0]!.items.map(({ name }) => name)).toEqual(['001 1:3', '001 3:1']);
    for (const { scores } of methods[0]!.items) {
      expect(scores.IoU).toBeGreaterThanOrEqual(0);
      expect(scores.IoU).toBeLessThanOrEqual(1);
    }
    writeFileSync(join(people, '001_1-3.txt'), '260,0,380\n');
    await expect(evaluate(run)).rejects.toThrow(/001_1-3\.txt: line 1: expected left,top,right,bottom/);
  });

  it('says what is wrong with files', async () => {
    const say = async (options: Parameters<typeof evaluate>[0]) => {
      const thrown: unknown = await evaluate(options).then(
        () => undefined,
        (error) => error,
      );
      expect(thrown).toBeInstanceOf(InputError);
      return (thrown as Error).message;
    };
    const other = copyOfStills('other-size');
    await sharp({ create: { width: 90, height: 20, channels: 3, background: 'white' } }).toFile(
      join(other.masks, '2.png'),
    );
    expect(await say(other)).toMatch(/masks\/2\.png: is 90×20, but the map .*maps\/2\.png is 68×52, of another shape$/);
    const alone = copyOfStills('alone');
    rmSync(join(alone.maps, '3.png'));
    expect(await say(alone)).toMatch(/masks: "3" has no partner in .*maps; the option partial leaves such names out$/);
    const broken = copyOfStills('broken');
    writeFileSync(join(broken.masks, '1.png'), readFileSync(join(broken.masks, '1.png')).subarray(0, 60));
    expect(await say(broken)).toMatch(/masks\/1\.png: /);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await say({ ...alone, masks: empty })).toBe(`${empty}: holds no pictures, sequences or clips`);
    expect(await say({ ...alone, masks: join(folder, 'nowhere') })).toMatch(/nowhere: /);
    const { maps } = copyOfStills('stranger');
    expect(await say({ maps, masks: join(at('sequences', 'data', 'seq'), 'masks') })).toMatch(/shares no name with/);
    const json = join(folder, 'bad.json');
    writeFileSync(json, '{"0.png": {"w": 60, "h": 48, "subjects": [[3, 4]]}}');
    expect(await say({ maps, fixations: json })).toMatch(/bad\.json: "0\.png": expected fixations as \[x, y\]/);
    writeFileSync(json, '{');
    expect(await say({ maps, fixations: json })).toBe(`${json}: is no JSON`);
    const array = copyOfStills('array');
    rmSync(join(array.maps, '0.png'));
    writeFileSync(join(array.maps, '0.npy'), 'no array');
    expect(await say(array)).toMatch(/maps\/0\.npy: not an array of two dimensions/);
  });

  it('says what is wrong with options', async () => {
    const [maps, masks] = [at('stills', 'maps'), at('stills', 'masks')];
    await expect(evaluate({ masks })).rejects.toThrow(/^maps: expected folders of maps, or models, got none/);
    await expect(evaluate({ maps })).rejects.toThrow(/^masks: expected masks, fixations or boxes, got none/);
    await expect(evaluate({ models: 'gaze', masks })).rejects.toThrow(/^images: expected a folder/);
    await expect(evaluate({ models: 'gazes', images: maps, masks })).rejects.toThrow(
      /unknown model "gazes"; did you mean/,
    );
    await expect(evaluate({ maps: `${maps},${maps}`, masks })).rejects.toThrow(/different names, got "maps" twice/);
    await expect(evaluate({ maps, masks, modelOptions: { alpha: 0.9 } })).rejects.toThrow(/^alpha: expected an option/);
  });

  it('ends when it is told to', async () => {
    const abort = new AbortController();
    const { maps, masks } = copyOfStills('abort');
    const running = evaluate({
      maps,
      masks,
      jobs: 1,
      onProgress: () => abort.abort(new Error('enough')),
      signal: abort.signal,
    });
    await expect(running).rejects.toThrow('enough');
  });
});

describe('saliency evaluate', () => {
  it('prints a table, and fills a folder with tables and pictures', async () => {
    const output = join(folder, 'report');
    const maps = `a=${at('stills', 'maps')},b=${at('stills', 'masks')}`;
    const args = ['evaluate', '--maps', maps, '--masks', at('stills', 'masks'), '-o', output, '--rounds', '100'];
    const { code, stdout, stderr } = await runCli(args);
    expect(stderr).toContain('evaluate → ');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^method +n +maxF/);
    expect(stdout.toString()).toMatch(/MAE: b is better than a by 0\.\d+, more than chance/);
    expect(
      readdirSync(output)
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual([
      ...['curves.png', 'curves.svg', 'evaluation.json', 'f-measure.png', 'f-measure.svg', 'items.csv', 'sheet.png'],
      ...['sheet.svg', 'table.tex', 'table.txt'],
    ]);
    expect((await sharp(join(output, 'curves.png')).metadata()).width).toBeGreaterThan(600);
    expect(readFileSync(join(output, 'sheet.svg'), 'utf8').match(/<image /g)!.length).toBeGreaterThanOrEqual(6 * 3);
    const again = await runCli(args);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/--output: ".*report" exists; the option --force overwrites it/);
  });

  it.each([
    [['--json'], /^\{\n "methods"/],
    [['--format', 'csv'], /^method,item,frames,maxF,meanF,/],
    [['--format', 'latex'], /^\\begin\{tabular\}/],
    [['--format', 'items'], /^method +item +frames/],
  ])('prints %s', async (flags, text) => {
    const { code, stdout } = await runCli([
      ...['evaluate', '--maps', at('stills', 'maps'), '--masks', at('stills', 'masks'), '--rounds', '100', ...flags],
    ]);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(text);
  });

  it.each([
    [
      ['--models', 'gazes', '--images', at('stills', 'maps'), '--masks', at('stills', 'masks')],
      2,
      /unknown model "gazes"/,
    ],
    [
      ['--maps', at('stills', 'maps'), '--masks', at('gaze', 'maps')],
      3,
      /"5" has no partner in .*; the option --partial/,
    ],
    [['--maps', join(folder, 'none'), '--masks', at('gaze', 'maps')], 3, /none: /],
  ])('tells of %s', async (flags, code, text) => {
    const result = await runCli(['evaluate', ...flags]);
    expect(result.stderr).toMatch(text);
    expect(result.code).toBe(code);
  });
});

describe('arrays of NumPy', () => {
  it('come back as they were written, of either kind', () => {
    const map = { width: 3, height: 2, data: Float32Array.of(0, 0.1, 0.2, 0.3, 0.4, 1) };
    const bytes = toNpy(map);
    expect(fromNpy(bytes)).toEqual(map);
    expect((bytes.length - 24) % 64).toBe(0);
    expect(fromNpy(bytes.subarray(0, -1))).toBeUndefined();
  });

  it('are written of stills and clips, as float32 in the shape of the picture', async () => {
    const clip = join(folder, 'clip.mkv');
    await runFfmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=5:duration=1', '-c:v', 'ffv1', clip]);
    const arrays = join(folder, 'arrays');
    const { frames } = await convert(clip, arrays, { encoding: { format: 'npy' }, analysisSize: 80 });
    expect(frames).toBe(5);
    expect(readdirSync(arrays).filter((name) => name.endsWith('.npy'))).toEqual(
      [1, 2, 3, 4, 5].map((i) => `00000${i}.npy`),
    );
    const map = fromNpy(readFileSync(join(arrays, '000003.npy')))!;
    expect(map).toMatchObject({ width: 160, height: 90 });
    expect(new Set(map.data).size).toBeGreaterThan(300); // more than 8 bits could tell apart
    const still = join(folder, 'still.npy');
    await convertImage(at('stills', 'maps', '0.png'), still);
    expect(fromNpy(readFileSync(still))).toMatchObject({ width: 60, height: 48 });
    await expect(convert(clip, join(folder, 'one.npy'), { encoding: { format: 'npy' } })).rejects.toThrow(
      /^output: expected a folder/,
    );
    await expect(convert(clip, join(folder, 'x'), { encoding: { format: 'npy' }, refine: true })).rejects.toThrow(
      /^refine: /,
    );
  });
});
