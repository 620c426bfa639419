import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type ChosenModel, chooseModel } from '#lib/clip/choose-model.js';
import type { SaliencyModel } from '#lib/core/model.js';
import { mapFrames } from '#lib/mapping/map-frames.js';
import { PairedMapper } from '#lib/mapping/paired-mapper.js';
import { createModel } from '#lib/models/registry.js';
import { smoothInTime } from '#lib/models/smooth-in-time.js';
import { runCli } from '../helpers/cli-run.js';
import { makeClip, scratchFolder } from '../helpers/clips.js';
import { OnnxGraph } from '../helpers/onnx-graph.js';
import { disc, flat, meansOf, noise, paint } from '../helpers/scenes.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = scratchFolder();
afterAll(() => folder.remove());

const size = { width: 96, height: 64 };
const { width, height } = size;

interface Written {
  readonly shape?: readonly (number | string)[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly inputs?: readonly string[];
}

/** A network of one convolution over single pixels: `red` is 2 · red − green − blue, `blue` is the third channel. */
function writeNetwork(
  name: string,
  { shape = [1, 3, height, width], properties = {}, inputs = [] }: Written = {},
): string {
  const graph = new OnnxGraph('redness');
  graph.tensor('redness', [1, 3, 1, 1], [2, -1, -1]);
  graph.tensor('blueness', [1, 3, 1, 1], [0, 0, 1]);
  graph.node('Conv', ['picture', 'redness'], 'red', { kernel_shape: [1, 1] });
  graph.node('Conv', ['picture', 'blueness'], 'blue', { kernel_shape: [1, 1] });
  for (const input of ['picture', ...inputs]) graph.input(input, shape);
  graph.output('red', [1, 1, shape[2]!, shape[3]!]);
  graph.output('blue', [1, 1, shape[2]!, shape[3]!]);
  graph.output('picture', shape);
  for (const [key, value] of Object.entries(properties)) graph.property(key, value);
  const path = folder.file(name);
  writeFileSync(path, graph.write());
  return path;
}

const plain = { mean: '0,0,0', deviation: '1,1,1' };
const weights = writeNetwork('redness.onnx');

const create = (options: Readonly<Record<string, unknown>>) => createModel('onnx', { ...size, ...options });

/** Every map that a model makes of frames, copied; with whether the network was asked. */
async function run(model: SaliencyModel, frames: readonly Uint8Array[]) {
  const maps: Float32Array[] = [];
  const asked: boolean[] = [];
  const emit = (map: Float32Array) => void maps.push(map.slice());
  for (const frame of frames) {
    await model.foresee?.(frame);
    asked.push(model.push(frame, emit).milliseconds.network! > 0);
  }
  model.flush(emit);
  return { maps, asked };
}

function largestDifference(map: ArrayLike<number>, expected: (pixel: number) => number): number {
  return Array.from(map).reduce((most, value, i) => Math.max(most, Math.abs(value - expected(i))), 0);
}

async function* from<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

const clamped = (value: number) => Math.max(0, Math.min(1, value));
const logistic = (value: number) => 1 / (1 + Math.exp(-value));
const moving = Array.from({ length: 8 }, (_, i) => disc(width, height, 25 + 4 * i, 32, 14, 1));

describe('a network of the user', () => {
  const rgb = noise(width, height, 5);
  const channel = (pixel: number, c: number) => rgb[3 * pixel + c]! / 255;

  it('maps a still by its first output, as the options say', async () => {
    const { maps } = await run(await create({ weights, ...plain }), [rgb]);
    expect(maps).toHaveLength(1);
    const redness = (i: number) => clamped(2 * channel(i, 0) - channel(i, 1) - channel(i, 2));
    expect(largestDifference(maps[0]!, redness)).toBeLessThan(1e-5);
  });

  it('takes the usual mean and deviation where nothing says them, each channel its own', async () => {
    const { maps } = await run(await create({ weights, activation: 'sigmoid' }), [rgb]);
    const [r, g, b] = [0, 1, 2].map((c) => (i: number) => {
      return (channel(i, c) - [0.485, 0.456, 0.406][c]!) / [0.229, 0.224, 0.225][c]!;
    });
    expect(largestDifference(maps[0]!, (i) => logistic(2 * r!(i) - g!(i) - b!(i)))).toBeLessThan(1e-5);
  });

  it('is told by its file what options do not say', async () => {
    const path = writeNetwork('told.onnx', {
      shape: [1, 3, 'height', 'width'],
      properties: {
        'saliency.inputSize': `${width}x${height}`,
        'saliency.mean': '0.5, 0.25,0.5',
        'saliency.deviation': '1,1,0.5',
        'saliency.outputName': 'blue',
        'saliency.activation': 'sigmoid',
        author: 'somebody',
      },
    });
    const told = await run(await create({ weights: path }), [rgb]);
    expect(largestDifference(told.maps[0]!, (i) => logistic((channel(i, 2) - 0.5) / 0.5))).toBeLessThan(1e-5);
    const overruled = await run(await create({ weights: path, activation: 'none', ...plain }), [rgb]);
    expect(largestDifference(overruled.maps[0]!, (i) => channel(i, 2))).toBeLessThan(1e-5);
  });

  it.each(['softmax', 'stretch'])('gives maps whose greatest value is 1 with %s', async (activation) => {
    const { maps } = await run(await create({ weights, ...plain, activation, outputName: 'blue' }), [rgb]);
    expect(Math.max(...maps[0]!)).toBeCloseTo(1, 5);
    const blues = Array.from(maps[0]!, (_, i) => channel(i, 2));
    const [least, greatest] = [Math.min(...blues), Math.max(...blues)];
    const expected = (i: number) =>
      activation === 'softmax' ? Math.exp(blues[i]! - greatest) : (blues[i]! - least) / (greatest - least);
    expect(largestDifference(maps[0]!, expected)).toBeLessThan(1e-5);
  });

  it('sees pictures at a size of its own, whose maps come back in place', async () => {
    const path = writeNetwork('small.onnx', { shape: [1, 3, 40, 40] });
    const { maps } = await run(await create({ weights: path, ...plain }), [moving[0]!]);
    expect(maps[0]).toHaveLength(width * height);
    const means = meansOf(maps[0]!, width, (x, y) => (x - 25) ** 2 + (y - 32) ** 2 < 14 ** 2);
    expect(means.inside).toBeGreaterThan(0.7);
    expect(means.outside).toBeLessThan(0.1);
  });

  it('finds nothing in a frame of one color', async () => {
    const { maps } = await run(await create({ weights, ...plain }), [flat(width, height, [250, 0, 0])]);
    expect(Math.max(...maps[0]!)).toBe(0);
  });
});

describe('in a clip', () => {
  it.each([0, 1, 5])('is asked about each k-th frame, and its maps follow what moves: latency %i', async (latency) => {
    const { maps, asked } = await run(await create({ weights, ...plain, latency, networkEvery: 3 }), moving);
    expect(asked).toEqual([true, false, false, true, false, false, true, false]);
    expect(maps).toHaveLength(moving.length);
    maps.forEach((map, i) => {
      const means = meansOf(map, width, (x, y) => (x - 25 - 4 * i) ** 2 + (y - 32) ** 2 < 14 ** 2);
      expect(means.inside).toBeGreaterThan(means.outside + 0.5);
    });
  });

  it('is asked at a cut and after a reseed, and nothing crosses a cut', async () => {
    const scene = Array.from({ length: 4 }, (_, i) =>
      paint(width, height, (x, y) => (x > 60 + i && x < 75 + i && y > 10 ? [200, 60, 90] : [230 - y / 2, 230, 150])),
    );
    const options = { weights, ...plain, networkEvery: 3 };
    const model = await create(options);
    const { maps, asked } = await run(model, [...moving.slice(0, 5), ...scene]);
    expect(asked).toEqual([true, false, false, true, false, true, false, false, true]);
    expect(maps.slice(0, 5)).toEqual((await run(await create(options), moving.slice(0, 5))).maps);
    expect(maps.slice(5)).toEqual((await run(await create(options), scene)).maps);
    model.reset();
    expect((await run(model, moving.slice(0, 2))).asked).toEqual([true, false]);
    model.reseed();
    expect((await run(model, moving.slice(2, 4))).asked).toEqual([true, false]);
  });

  it('forgets after a reset, also what was foreseen', async () => {
    const model = await create({ weights, ...plain });
    const first = await run(model, moving);
    model.reset();
    await model.foresee!(noise(width, height, 3));
    model.reset();
    expect((await run(model, moving)).maps).toEqual(first.maps);
  });

  it('is driven by the loop over frames, alone and beside another model', async () => {
    const frames = moving.map((data, index) => {
      const time = { pts: index, timeBase: { num: 1, den: 25 } };
      return { index, time, ...size, data, release: () => {} };
    });
    const alone = await run(await create({ weights, ...plain }), moving);
    const maps: Float32Array[] = [];
    const beside: Float32Array[] = [];
    for await (const { map } of mapFrames(from(frames), () => create({ weights, ...plain })))
      maps.push(map.data.slice());
    const paired = async () => new PairedMapper(await createModel('pqft', size), await create({ weights, ...plain }));
    for await (const { gaze } of mapFrames(from(frames), paired)) beside.push(gaze!.data.slice());
    expect(maps).toEqual(alone.maps);
    expect(beside).toEqual(alone.maps);
  });

  it('is smoothed and fused like other models, and says so when a frame was not foreseen', async () => {
    const fused = await createModel('onnx,pqft', { ...size, weights, ...plain, latency: 2 });
    expect((await run(fused, moving)).maps).toHaveLength(moving.length);
    const smoothed = smoothInTime(await create({ weights, ...plain, latency: 0 }), { latency: 2 });
    expect((await run(smoothed, moving)).maps).toHaveLength(moving.length);
    const model = await create({ weights, latency: 0 });
    expect(() => model.push(moving[0]!, () => {})).toThrow('had not been foreseen');
  });
});

describe('what cannot be', () => {
  const broken = folder.file('broken.onnx');
  writeFileSync(broken, 'no network');
  const open = writeNetwork('open.onnx', { shape: [1, 3, 'height', 'width'] });
  it.each([
    ['no file', {}, 'weights: expected the path of an ONNX file, got none'],
    ['a file that is not there', { weights: 'none.onnx' }, 'weights: none.onnx cannot be read: no such file or folder'],
    ['a folder', { weights: folder.path }, /^weights: .* cannot be read: is a folder/],
    ['another file', { weights: broken }, /^weights: .*broken\.onnx is no network that onnxruntime can load: /],
    ['two inputs', { weights: writeNetwork('two.onnx', { inputs: ['prior'] }) }, /of one input, got one of 2/],
    ['one channel', { weights: writeNetwork('gray.onnx', { shape: [1, 1, 8, 8] }) }, /1×3×height×width.*got 1×1×8×8/],
    ['another size', { weights, inputSize: '8x8' }, 'inputSize: expected 96x64, as the network takes, got 8x8'],
    ['no size', { weights: open }, /^inputSize: expected a size as 320x320, which the network does not say/],
    ['an unknown output', { weights, outputName: 'rde' }, 'outputName: expected one of red, blue, picture, got "rde"'],
    ['a word for a mean', { weights, mean: 'gray' }, /^mean: expected three numbers/],
    ['no deviation', { weights, deviation: '1,0,1' }, /^deviation: expected three numbers above 0/],
    [
      'nonsense in the file',
      { weights: writeNetwork('nonsense.onnx', { properties: { 'saliency.activation': 'relu' } }) },
      /^weights: the file says of itself: saliency\.activation: expected one of none, sigmoid, softmax, stretch/,
    ],
  ])('%s', async (_, options, message) => {
    await expect(create(options)).rejects.toMatchObject({ code: 'ERR_OPTION' });
    await expect(create(options)).rejects.toThrow(message);
  });

  it('an output that is no map', async () => {
    const model = await create({ weights, outputName: 'picture' });
    await expect(model.foresee!(moving[0]!)).rejects.toThrow(/^outputName: .* got 1×3×64×96 of picture/);
  });
});

describe('the program', () => {
  const chosen = ['--model', 'onnx', '--weights', writeNetwork('any.onnx', { shape: [1, 3, 'h', 'w'] })];
  const flags = [
    ...chosen,
    '--input-size',
    '64x48',
    '--mean',
    '0,0,0',
    '--deviation',
    '1,1,1',
    '--output-name',
    'blue',
  ];
  const clip = makeClip(folder.file('clip.mp4'), '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25:d=1');
  const still = makeClip(folder.file('still.png'), '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=1:d=1', '-frames:v', '1');

  it('maps stills and clips in threads', async () => {
    const image = await runCli(['image', still, ...flags, '-o', folder.file('still.map.png')]);
    expect(image).toMatchObject({ code: 0 });
    const convert = await runCli(['convert', clip, ...flags, '--network-every', '4', '-o', folder.file('maps.mkv')]);
    expect(convert).toMatchObject({ code: 0 });
    expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(['still.map.png', 'maps.mkv']));
  });

  it('names flags in what it refuses', async () => {
    const { code, stderr } = await runCli(['convert', clip, ...chosen, '-o', folder.file('never.mp4')]);
    expect(code).toBe(2);
    expect(stderr).toContain('--input-size: expected a size as 320x320, which the network does not say, got none');
    expect(await runCli(['image', still, '--model', 'gaze', '--weights', weights])).toMatchObject({ code: 2 });
  });

  it('says what to install where there is no runtime', () => {
    const copy = folder.file('package');
    mkdirSync(join(copy, 'node_modules'), { recursive: true });
    for (const part of ['package.json', 'bin', 'dist/bundle'])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (name.startsWith('onnxruntime')) continue;
      symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name), 'junction');
    }
    const script = `
      import { createModel } from 'video-saliency';
      const options = { width: 8, height: 8, weights: ${JSON.stringify(weights)} };
      await createModel('onnx', options).catch(({ name, code, message }) => console.log(name, code, message));`;
    writeFileSync(join(copy, 'use.js'), script);
    const tell = () => execFileSync(process.execPath, ['use.js'], { cwd: copy, encoding: 'utf8', timeout: 30_000 });
    expect(tell().trim()).toBe(
      'SaliencyError ERR_RUNTIME the model onnx needs onnxruntime, which is not installed: ' +
        'npm install onnxruntime-node, or onnxruntime-web',
    );
    const broken = join(copy, 'node_modules/onnxruntime-node');
    mkdirSync(broken);
    writeFileSync(join(broken, 'index.js'), "throw new Error('no binary for this system');");
    expect(tell()).toContain(
      'ERR_RUNTIME onnxruntime-node is installed but cannot be loaded: no binary for this system',
    );
  });
});

it('is loaded by threads, and fuses there', async () => {
  const chosen: ChosenModel = await chooseModel('onnx,pqft', { weights });
  expect(chosen).toMatchObject({ loadable: true, kind: 'object' });
  expect(chosen.module).toMatch(/onnx-model\.js$/);
});
