import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFlags } from '#lib/cli/run-options.js';
import { recordedRunsOf } from '#lib/cli/run-verb.js';
import { resolveOptions } from '#lib/core/options.js';
import { runCli } from '../helpers/cli-run.js';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const env = { SALIENCY_ANALYSIS_SIZE: '64', SALIENCY_MODEL: 'image-signature' };
const saliency = (...args: string[]) => runCli(args, { cwd: scratch.file('.'), env });
const records = (stdout: Buffer) =>
  stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

async function still(path: string): Promise<void> {
  const file = scratch.file(path);
  mkdirSync(dirname(file), { recursive: true });
  const square = await sharp({ create: { width: 16, height: 16, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  await sharp({ create: { width: 48, height: 32, channels: 3, background: 'gray' } })
    .composite([{ input: square }])
    .toFile(file);
}

describe('a folder as input', () => {
  beforeAll(async () => {
    for (const path of ['in/x.png', 'in/b/x.png', 'in/a/x.jpg', 'in/.cache/x.png']) await still(path);
    writeFileSync(scratch.file('in/a/broken.png'), 'no picture');
    writeFileSync(scratch.file('in/notes.txt'), 'no picture by its name');
  });

  it('is taken with all below, in order; one that fails keeps no other from its record', async () => {
    const { code, stdout, stderr } = await saliency('image', 'in', '-o', 'out/', '--json');
    expect(records(stdout).map(({ input, ok, outputs }) => [input, ok, outputs?.[0]])).toEqual([
      ['in/a/broken.png', false, undefined],
      ['in/a/x.jpg', true, 'out/a/x.saliency.png'],
      ['in/b/x.png', true, 'out/b/x.saliency.png'],
      ['in/x.png', true, 'out/x.saliency.png'],
    ]);
    expect(records(stdout)[0].error).toEqual({
      code: 'ERR_INPUT',
      message: expect.stringContaining('in/a/broken.png: '),
    });
    expect(stderr).toMatch(/^saliency: in\/a\/broken\.png: /m);
    expect(code).toBe(3);
    expect(existsSync(scratch.file('out/b/x.saliency.png'))).toBe(true);
  });

  it('gives no output as an input again: by name, by folder, by what was made of another', async () => {
    for (const path of ['x.png', 'x.saliency.png', 'x.overlay.png', 'x.stills/1.jpg', 'y.cutout/1.png']) {
      mkdirSync(dirname(scratch.file(`own/${path}`)), { recursive: true });
      writeFileSync(scratch.file(`own/${path}`), '');
    }
    const inputsOf = async (output?: string) => {
      const command = new Command('image');
      const naming = { suffix: 'saliency', extensionOf: () => '.png' };
      const verb = { command, inputs: [scratch.file('own')], values: { output }, naming, kind: 'pictures' as const };
      const runs = await recordedRunsOf(
        { ...verb, signal: new AbortController().signal },
        resolveOptions(runFlags, {}),
      );
      for (const run of runs) writeFileSync(run.output, '');
      return runs.map(({ input }) => basename(input));
    };
    for (const _ of ['first', 'second']) expect(await inputsOf()).toEqual(['x.png']);
    const again = scratch.file('own/{name}.again.{ext}');
    for (const _ of ['first', 'second']) expect(await inputsOf(again)).toEqual(['x.png']);
    rmSync(scratch.file('own/x.again.png'));
    for (const [folder, name] of [
      ['own/heat', '{name}.{ext}'],
      ['own/maps', ''],
    ]) {
      for (const _ of ['first', 'second']) expect(await inputsOf(scratch.file(`${folder}/${name}`))).toEqual(['x.png']);
      rmSync(scratch.file(folder!), { recursive: true });
    }
  });

  it('is narrowed by globs', async () => {
    const { stdout } = await saliency('image', 'in', '--include', 'a/*.{jpg,jpeg}', '-o', 'some/', '--json');
    expect(records(stdout).map(({ input }) => input)).toEqual(['in/a/x.jpg']);
  });

  it('takes a file once that is named as well', async () => {
    const { stdout } = await saliency('image', 'in/x.png', 'in', '--include', 'x.png,a/x.jpg', '-o', 'once/', '--json');
    expect(records(stdout).map(({ input }) => input)).toEqual(['in/x.png', 'in/a/x.jpg', 'in/b/x.png']);
  });

  it.each([
    [['in', '--include', '*.tiff'], 3, /in: holds no file that matches \*\.tiff/],
    [['in', '-o', 'all.png'], 2, /--output: expected a folder for \d inputs/],
    [
      ['in', '-o', 'flat/{name}.{ext}'],
      2,
      /got two for "flat\/x\.png": "in\/a\/x\.jpg" and "in\/b\/x\.png"; .*\{dir\}/,
    ],
    [['in', '-o', 'flat/{stem}.{ext}'], 2, /unknown field \{stem\} in "flat\/\{stem\}\.\{ext\}"; known are \{name\}/],
  ])('refuses %j before work begins', async (args, expected, message) => {
    const { code, stderr, stdout } = await saliency('image', ...args, '--json');
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
    expect(records(stdout)).toEqual([
      { input: 'in', ok: false, error: expect.objectContaining({ message: expect.stringMatching(message) }) },
    ]);
    expect(existsSync(scratch.file('flat'))).toBe(false);
  });

  it('is taken by verbs of clips, for endings of clips alone', async () => {
    mkdirSync(scratch.file('clips/day'), { recursive: true });
    makeClip(scratch.file('clips/day/a.mov'), ...testsrc('64x48', '10', '0.3'));
    writeFileSync(scratch.file('clips/day/a.png'), '');
    const made = await saliency('convert', 'clips', '-o', 'clips/{verb}/{dir}/{name}.{model}.{ext}', '--json');
    const [record, ...others] = records(made.stdout);
    expect(record).toMatchObject({ input: 'clips/day/a.mov', ok: true, warnings: [] });
    expect(record.outputs).toEqual(['clips/convert/day/a.image-signature.mov']);
    expect(others).toEqual([]);
    // What FFmpeg may open is kilobytes long, and the same for all.
    expect(made.stdout.toString()).not.toContain('whitelist');
    const probed = await saliency('probe', 'clips', '--json');
    expect(records(probed.stdout).map(({ input, ok }) => [input, ok])).toEqual([
      ['clips/convert/day/a.image-signature.mov', true],
      ['clips/day/a.mov', true],
    ]);
    const planned = await saliency('overlay', 'clips/day', '--dry-run', '--json');
    expect(records(planned.stdout)[0]).toMatchObject({ input: 'clips/day/a.mov', ok: true });
    expect(planned.stdout.toString()).toContain('-codec_whitelist');
  });
});

describe('a record', () => {
  it('says what was expected of a value that is refused', async () => {
    const { code, stdout } = await saliency('image', 'in/x.png', '-o', 'refused.png', '--json', '--analysis-size', '0');
    expect(records(stdout)).toEqual([
      {
        input: 'in/x.png',
        ok: false,
        error: {
          code: 'ERR_OPTION',
          message: '--analysis-size: expected an integer in [1, 4096], got 0',
          option: 'analysisSize',
          expected: 'an integer in [1, 4096]',
        },
      },
    ]);
    expect(code).toBe(2);
  });
});
