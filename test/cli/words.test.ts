import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { program, runCli } from '../helpers/cli-run.js';

const sample = fileURLToPath(new URL('../../samples/street.mp4', import.meta.url));
const onWindows = process.platform === 'win32';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saliency-words-'));
  copyFileSync(sample, join(folder, 'clip.mp4'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]) => runCli([...args, '--analysis-size', '96'], { cwd: folder });

describe('the help of flags that turn something off', () => {
  it.each(['convert', 'cutout', 'analyze', 'reframe', 'report', 'image', 'evaluate'])(
    '%s says what they do',
    async (verb) => {
      const { stdout } = await runCli([verb, '--help']);
      const help = stdout.toString().replaceAll(/\n {5,}/g, ' ');
      const words = Object.fromEntries(
        Array.from(help.matchAll(/^ {2}(--no-\S+) +(.*)$/gm), ([, flag, text]) => [flag!, text!]),
      );
      expect(words['--no-reuse']).toMatch(/from nothing: slower/);
      expect(Object.keys(words).length).toBeGreaterThan(2);
      for (const text of Object.values(words)) expect(text).not.toMatch(/^(do not|turn this off)/);
    },
  );
});

describe('an input that is no clip', () => {
  it.each([
    [
      'convert',
      'https://example.org/clip.mp4',
      /^saliency: https:\/\/example\.org\/clip\.mp4: is an address, .*curl -L/,
    ],
    ['probe', 'rtmp://example.org/live', /is an address, which is not read: save it as a file first/],
    ['analyze', 'file:///clip.mp4', /is an address, which is not read: give the path of the file/],
    ['image', 'https://example.org/a.jpg', /is an address/],
  ])('%s %s is refused as an address, with what to do', async (verb, input, message) => {
    const { code, stderr } = await runCli([verb, input], { cwd: folder });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(3);
  });

  it.each(['jpg', 'png', 'webp', 'tiff', 'avif'] as const)(
    'a still (%s) is told of the verb for it',
    async (format) => {
      const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } });
      await picture.toFile(join(folder, `still.${format}`));
      const { code, stderr } = await cli('convert', `still.${format}`);
      expect(stderr).toMatch(/is a still picture, not a video \(.*\): "saliency image" maps pictures\n$/);
      expect(code).toBe(3);
    },
  );
});

describe.skipIf(onWindows)('a reader that leaves', () => {
  it.each([
    ['analyze', []],
    ['convert', ['--format', 'y4m']],
  ] as const)('ends %s without a word, as shells expect, and all that it has started', async (verb, more) => {
    const args = [program, verb, 'clip.mp4', '-o', '-', '--analysis-size', '96', ...more];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    // Its standard error closes when no child of it holds it any more.
    const code = await new Promise((resolve) => child.on('close', (status, signal) => resolve(status ?? signal)));
    expect({ code, stderr }).toEqual({ code: 141, stderr: '' });
  });
});

describe('an interruption', () => {
  it.each([
    [[], 'interrupted: nothing unfinished is left behind'],
    [['--resume'], 'interrupted: finished segments are kept, and the same command goes on from them'],
  ])('is told in one line (%j)', async (more, words) => {
    const interrupt = { when: /"frames":/, signal: 'SIGINT' } as const;
    const args = ['convert', 'clip.mp4', '--progress', 'json', ...more];
    const { code, stderr } = await runCli(args, { cwd: folder, interrupt });
    expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([`saliency: ${words}`]);
    expect(code).toBe(130);
  });
});

describe('the least length of a shot', () => {
  it.each(['report', 'reframe'])('holds for %s too', async (verb) => {
    const output = join(folder, verb === 'report' ? 'out.html' : 'out.json');
    const shots = async (...more: string[]) => {
      const { code, stderr } = await cli(
        verb,
        'clip.mp4',
        verb === 'report' ? '-o' : '--path',
        output,
        '--force',
        ...more,
      );
      expect([code, stderr]).toEqual([0, expect.stringContaining('frames')]);
      const text = readFileSync(output, 'utf8');
      const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text)?.[1] ?? text;
      return JSON.parse(data).shots.length as number;
    };
    // Every frame is another shot for a threshold that low, and all are one for a length that great.
    const low = ['--end', '1', '--cut-threshold', '0.02'];
    expect(await shots(...low)).toBeGreaterThan(1);
    expect(await shots(...low, '--min-shot', '60')).toBe(1);
    expect(readdirSync(folder)).toHaveLength(2);
  });
});
