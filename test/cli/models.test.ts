import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinaries } from '#lib/video/ffmpeg/binaries.js';
import { runCli } from '../helpers/cli-run.js';
import { makeClip, testsrc } from '../helpers/clips.js';
import { modelPath } from '../helpers/model-modules.js';

const { ffmpeg } = await findBinaries();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saliency-models-'));
  makeClip(join(folder, 'clip.mp4'), ...testsrc());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]) =>
  runCli(args, { cwd: folder, env: { NODE_OPTIONS: '--unhandled-rejections=strict' } });
const files = () => readdirSync(folder).sort();

/** The levels of all frames of a clip, in one array. */
function levelsOf(name: string): Buffer {
  const args = ['-v', 'error', '-i', join(folder, name), '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  return execFileSync(ffmpeg.path, args, { maxBuffer: 2 ** 27 });
}

describe.each([
  ['redness', 'a model that its module defines in full'],
  ['color-contrast', 'a function of a single frame'],
])('saliency --model ./%s.js, %s', (name) => {
  const path = () => `./${relative(folder, modelPath(name)).replaceAll('\\', '/')}`;

  it.each([
    ['convert', ['clip.saliency.mp4']],
    ['overlay', ['clip.overlay.mp4']],
    ['analyze', ['clip.analysis.json']],
  ])('%s works with it', async (verb, written) => {
    const { code, stderr } = await cli(verb, 'clip.mp4', '--model', path());
    expect(stderr).toMatch(/10 frames in/);
    expect(code).toBe(0);
    expect(files()).toEqual(['clip.mp4', ...written].sort());
    if (verb === 'analyze') {
      expect(JSON.parse(readFileSync(join(folder, written[0]!), 'utf8')).clip.model).toBe(name);
    }
  });

  it('image works with it', async () => {
    execFileSync(ffmpeg.path, ['-v', 'error', '-i', join(folder, 'clip.mp4'), '-frames:v', '1', join(folder, 'a.png')]);
    for (const kind of [[], ['--overlay']]) {
      expect(await cli('image', 'a.png', '--model', path(), ...kind)).toMatchObject({ code: 0 });
    }
    expect(files()).toEqual(['a.overlay.png', 'a.png', 'a.saliency.png', 'clip.mp4']);
    const { code, stderr } = await cli('image', 'a.png', '--model', path(), '--stages');
    expect(stderr).toBe(`saliency: --kind: expected map or overlay, since ${name} has no stages, got stages\n`);
    expect(code).toBe(2);
  });

  it('refuses options of another model in words', async () => {
    const { code, stderr } = await cli('convert', 'clip.mp4', '--model', path(), '--superpixels', '100');
    expect(stderr).toBe(`saliency: --superpixels: expected an option of ${name}, got one of manifold-ranking\n`);
    expect(code).toBe(2);
    expect(files()).toEqual(['clip.mp4']);
  });

  it('is listed with its kind and its options', async () => {
    const { stdout } = await cli('models', path());
    const kind = name === 'redness' ? 'object' : 'fixation';
    expect(stdout.toString()).toContain(`\n${name}\n`);
    expect(stdout.toString().split(`\n${name}\n`)[1]).toContain(`  kind: ${kind} (`);
  });
});

describe('flags of models', () => {
  it('has flags for the options of the module, in the help too', async () => {
    const path = modelPath('color-contrast');
    const { stdout } = await cli('convert', '--model', path, '--help');
    expect(stdout.toString()).toMatch(/--gain <number> +Factor of the distance/);
    const maps = async (output: string, ...flags: string[]) => {
      const run = ['--size', 'analysis', '--model', path, '-o', output, '--codec', 'ffv1', ...flags];
      expect(await cli('convert', 'clip.mp4', ...run)).toMatchObject({ code: 0 });
      return levelsOf(output);
    };
    const plain = await maps('plain.mkv');
    const faint = await maps('faint.mkv', '--gain', '0.1', '--no-frame-removal', '--temporal', 'off');
    expect(Math.max(...faint)).toBeLessThan(Math.max(...plain) / 5);
    expect((await cli('convert', 'clip.mp4', `--model=${path}`, '--gain', '11')).stderr).toMatch(
      /^saliency: --gain: expected a number in \[0\.1, 10\], got 11/,
    );
  });

  it('refuses a module whose option has the name of a flag', async () => {
    const text = readFileSync(modelPath('color-contrast'), 'utf8');
    writeFileSync(join(folder, 'clash.mjs'), text.replace('gain: {', 'resume: {'));
    const { code, stderr } = await cli('convert', 'clip.mp4', '--model', './clash.mjs');
    expect(stderr).toMatch(/^saliency: --model: color-contrast calls an option "resume", as a flag of the program/);
    expect(code).toBe(2);
  });

  it.each([
    ['./absent.mjs', /^saliency: model: \.\/absent\.mjs could not be loaded: /],
    ['./clip.mp4', /^saliency: model: \.\/clip\.mp4 could not be loaded: /],
    ['./empty.mjs', /^saliency: model: \.\/empty\.mjs: expected a model as the default export, got none\n$/],
    [modelPath('failing'), /^saliency: --model: expected the name of one that .*failing\.js exports \(fails-at-once, /],
  ])('answers --model %s with exit code 2 and words', async (model, message) => {
    writeFileSync(join(folder, 'empty.mjs'), '');
    const { code, stderr } = await cli('convert', 'clip.mp4', '--model', model);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('ranks a picture as published with --paper, as with --temporal off', async () => {
    execFileSync(ffmpeg.path, ['-v', 'error', '-i', join(folder, 'clip.mp4'), '-frames:v', '1', join(folder, 'a.png')]);
    const bytes = async (...flags: string[]) => {
      expect(await cli('image', 'a.png', '-o', 'map.png', '--force', ...flags)).toMatchObject({ code: 0 });
      return readFileSync(join(folder, 'map.png'));
    };
    const off = await bytes('--temporal', 'off');
    expect(await bytes('--paper')).toEqual(off);
    expect(await bytes()).not.toEqual(off);
  });
});

describe('a model that fails', () => {
  it.each([
    ['fails-at-once', 1, 'fails-at-once failed: no weights'],
    ['fails-at-frame-3', 1, 'fails-at-frame-3 failed: frame 3 is odd'],
    ['refuses-size', 2, 'width: expected 7, got another'],
    ['dies', 1, 'the thread of the model has ended'],
    ['emits-twice', 1, 'emits-twice emitted more maps than its latency allows'],
  ])('%s ends convert and analyze with one error, and nothing is left', async (name, exitCode, message) => {
    for (const args of [['convert', '--overlay', 'heat.mp4'], ['convert', '--jobs', '2'], ['analyze']]) {
      const [verb, ...more] = args;
      const { code, stderr } = await cli(verb!, 'clip.mp4', ...more, '--model', `${modelPath('failing')}#${name}`);
      expect(stderr).toBe(`saliency: ${message}\n`);
      expect(code).toBe(exitCode);
      expect(files()).toEqual(['clip.mp4']);
    }
  });
});
