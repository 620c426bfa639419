import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClipOptions } from '#lib/clip/clip-options.js';
import { analyze, writeAnalysis } from '#lib/pipeline/analyze/analyze.js';
import { convert } from '#lib/pipeline/convert.js';
import { reframe } from '#lib/pipeline/reframe/reframe.js';
import { writeReport } from '#lib/pipeline/report/report.js';
import { thumbnails } from '#lib/pipeline/thumbnails.js';
import type { OutputOptions } from '#lib/pipeline/write/conversion.js';
import { makeClip, scratchFolder } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

/** Three segments of 20 seconds; cuts lie within them and exactly between them. */
const clip = makeClip(
  scratch.file('long.mkv'),
  ...['-f', 'lavfi', '-i', 'testsrc2=s=96x54:r=5:d=12', '-f', 'lavfi', '-i', 'smptehdbars=s=96x54:r=5:d=8'],
  ...['-f', 'lavfi', '-i', 'mandelbrot=s=96x54:r=5', '-filter_complex'],
  '[2]trim=duration=25[m];[0]format=yuv420p[a];[1]format=yuv420p[b];[m]format=yuv420p[c];[a][b][c]concat=n=3',
);

type Run = ClipOptions & Pick<OutputOptions, 'jobs' | 'resume' | 'onProgress'>;
const lossless = { codec: 'ffv1' } as const;
const measured = { quietZones: true, thumbnails: true };

/** Each product, written under a name; tells the files that it makes. */
const products: readonly (readonly [string, (name: string, run: Run) => Promise<readonly string[]>])[] = [
  [
    'an analysis',
    async (name, run) => {
      const files = [scratch.file(`${name}.json`)];
      await writeAnalysis(clip, files[0]!, { ...run, ...measured });
      return files;
    },
  ],
  [
    'a saliency video of 16 bits with an overlay and an analysis',
    async (name, run) => {
      const [maps, overlay, path] = ['maps.mkv', 'heat.mkv', 'beside.json'].map((end) =>
        scratch.file(`${name}-${end}`),
      );
      const files = [maps!, overlay!, path!];
      const heat = { path: overlay!, encoding: lossless };
      const encoding = { ...lossless, bitDepth: 16 };
      await convert(clip, maps!, { ...run, size: 'analysis', encoding, overlay: heat, analysis: { path: path! } });
      return files;
    },
  ],
  [
    'a reframed clip and its path',
    async (name, run) => {
      const files = ['reframed.mkv', 'path.json'].map((end) => scratch.file(`${name}-${end}`));
      await reframe(clip, files[0], { ...run, aspect: '1:1', path: files[1], encoding: lossless });
      return files;
    },
  ],
  [
    'a report',
    async (name, run) => {
      const files = [scratch.file(`${name}.html`)];
      await writeReport(clip, files[0]!, run);
      return files;
    },
  ],
  [
    'thumbnails',
    async (name, run) => {
      const folder = scratch.file(name);
      await thumbnails(clip, folder, { ...run, count: 3, format: 'png' });
      return readdirSync(folder)
        .filter((file) => !file.startsWith('.'))
        .map((file) => join(folder, file));
    },
  ],
];

const contents = (files: readonly string[]) => files.map((file) => readFileSync(file));
const small = { analysisSize: 48 };

describe.each(products)('%s', (product, write) => {
  const name = (run: string) => `${product.replaceAll(' ', '-')}-${run}`;
  let one: readonly Buffer[];
  beforeAll(async () => {
    one = contents(await write(name('one'), { ...small, jobs: 1 }));
  }, 60_000);

  it('is the same for two jobs, byte for byte', async () => {
    const two = contents(await write(name('two'), { ...small, jobs: 2 }));
    expect(two.map((content, i) => content.equals(one[i]!))).toEqual(one.map(() => true));
  });

  it('is taken up where it was interrupted, and is the same then', async () => {
    const controller = new AbortController();
    const run = { ...small, jobs: 1, resume: true };
    const onProgress = ({ frames }: { frames: number }) => {
      // In the second segment of three.
      if (frames === 150) controller.abort(new Error('interrupted'));
    };
    const interrupted = write(name('taken-up'), { ...run, signal: controller.signal, onProgress });
    await expect(interrupted).rejects.toThrow('interrupted');
    const kept = readdirSync(scratch.path).filter((file) => file.endsWith('.resume'));
    expect(kept).toHaveLength(1);
    expect(readdirSync(scratch.file(kept[0]!))).toContain('000000.maps');
    const more = contents(await write(name('taken-up'), run));
    expect(more.map((content, i) => content.equals(one[i]!))).toEqual(one.map(() => true));
    expect(readdirSync(scratch.path).filter((file) => file.endsWith('.resume'))).toEqual([]);
  });
});

it('finds the cuts at the borders of segments, whoever maps them', async () => {
  const { shots } = await analyze(clip, { ...small, jobs: 3 });
  expect(shots.map(({ firstFrame }) => firstFrame)).toEqual(expect.arrayContaining([0, 60, 100]));
  expect(await analyze(clip, { ...small, jobs: 1 })).toMatchObject({ shots });
});

it('refuses to take up what goes to standard output', async () => {
  await expect(writeAnalysis(clip, '-', { resume: true })).rejects.toThrow('resume: expected files');
});
