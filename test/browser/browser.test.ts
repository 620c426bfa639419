import { createReadStream, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '#lib/browser.js';
import { launchChromium, noChromium } from '../helpers/chromium.js';
import { disc } from '../helpers/scenes.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const size = { width: 96, height: 64 };
const frames = [disc(96, 64, 40, 30, 14, 1), disc(96, 64, 44, 31, 14, 2)];

/** Everything that is computed from two pictures. Runs in the browser too: it sees nothing but its arguments. */
async function compute(
  { createModel, models, segment, rankSuperpixels, opticalFlow }: typeof library,
  { size, frames }: { size: { width: number; height: number }; frames: number[][] },
) {
  const { width, height } = size;
  const [from, to] = frames.map((frame) => Uint8Array.from(frame));
  const maps = async (name: string, options: object = {}) => {
    const model = await createModel(name, { width, height, ...options });
    const values: number[] = [];
    for (const rgb of [from!, to!]) model.push(rgb, (map) => values.push(...map));
    model.flush((map) => values.push(...map));
    return values;
  };
  const labels = segment({ rgb: from!, width, height, superpixels: 60 });
  const scores = rankSuperpixels({ rgb: from!, width, height, labels });
  const green = (rgb: Uint8Array) => Uint8Array.from({ length: width * height }, (_, i) => rgb[3 * i + 1]!);
  const { u, v } = opticalFlow(green(from!), green(to!), width, height);
  return {
    exact: {
      models: await Promise.all(models.map(({ name }) => maps(name))),
      alone: await maps('manifold-ranking', { temporal: 'off' }),
      labels: [...labels],
      u: [...u],
      v: [...v],
    },
    // Engines differ in the last bit of an exponential of double precision.
    scores: [...scores.stage1, ...scores.stage2].map((score) => Math.round(score * 1e12)),
  };
}

/**
 * Draws frames, scales them, and takes them through the frame loop to a heatmap over each: all that a page does with the
 * frames of a decoder. Runs in the browser too.
 */
async function heatmaps({
  AreaScaler,
  analysisSize,
  createModel,
  HeatmapComposite,
  mapFrames,
  models,
  segmentationOf,
}: typeof library) {
  const rate = { num: 25, den: 1 };
  const info = {
    ...{ width: 180, height: 120, sampleAspect: { num: 4, den: 3 }, timeBase: { num: 1, den: 25 } },
    ...{ frameRate: rate, averageFrameRate: rate, startTime: 0, duration: 0.2 },
  };
  const size = analysisSize(info, 96);
  const scaler = new AreaScaler({ width: info.width, height: info.height, channels: 4 }, size);
  let lent = 0;
  let mostLent = 0;
  const source = {
    info,
    async *[Symbol.asyncIterator]() {
      for (let index = 0; index < 5; index++) {
        for (let i = 0; i < info.width * info.height; i++) {
          const [x, y] = [i % info.width, Math.floor(i / info.width)];
          const inside = (x - 70 - 4 * index) ** 2 + (y - 60) ** 2 < 900;
          const grain = (i * 7919 + index * 31) % 11;
          scaler.input.set(inside ? [210 + grain, 60, 40, 255] : [60, 90 + grain, 110, 255], 4 * i);
        }
        mostLent = Math.max(mostLent, ++lent);
        const release = () => {
          lent--;
        };
        yield { ...size, index, time: { pts: index, timeBase: info.timeBase }, data: scaler.scale().slice(), release };
      }
    },
  };
  const composite = new HeatmapComposite(size, { colormap: 'inferno', threshold: 0 });
  const newModel = () => createModel(models[0]!.name, { ...size, superpixels: 60 });
  const results: { pts: number; map: number[]; picture: number[] }[] = [];
  for await (const { time, frame, map } of mapFrames(source, newModel, { segmentation: segmentationOf(info) })) {
    results.push({ pts: time.pts, map: [...map.data], picture: [...composite.paint(frame.data, map.data)] });
  }
  return { size: { ...size }, results, lent, mostLent };
}

describe.skipIf(noChromium)(`the library in a browser${noChromium ? ' (no Chromium here)' : ''}`, () => {
  const served: string[] = [];
  // Nothing but files, and no headers that isolate the page.
  const server = createServer(({ url }, response) => {
    if (url === '/') {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html>');
      return;
    }
    served.push(url!);
    response.setHeader('Content-Type', url!.endsWith('.html') ? 'text/html' : 'text/javascript');
    createReadStream(`${root}${url}`)
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  it('computes the same as in Node, bit for bit, in a page that shares no memory', async () => {
    const work = { size, frames: frames.map((frame) => [...frame]) };
    const script = `import('/dist/bundle/browser.js').then((library) => (${compute})(library, ${JSON.stringify(work)}))`;
    const inBrowser = (await page.evaluate(script)) as Awaited<ReturnType<typeof compute>>;
    const inNode = await compute(library, work);
    for (const maps of inNode.exact.models) expect(maps).toHaveLength(2 * 96 * 64);
    expect(Math.max(...inNode.exact.models.flat())).toBeGreaterThan(0.5);
    expect(inBrowser).toEqual(inNode);
    expect(await page.evaluate('crossOriginIsolated')).toBe(false);
  });

  it('takes the frames of a page to heatmaps, the same as in Node, bit for bit', async () => {
    const script = `import('/dist/bundle/browser.js').then((library) => (${heatmaps})(library))`;
    const inBrowser = (await page.evaluate(script)) as Awaited<ReturnType<typeof heatmaps>>;
    const inNode = await heatmaps(library);
    expect(inNode.size).toEqual({ width: 96, height: 48 });
    expect(inNode.results.map(({ pts }) => pts)).toEqual([0, 1, 2, 3, 4]);
    expect(Math.max(...inNode.results[2]!.map)).toBeGreaterThan(0.5);
    expect(inNode.lent).toBe(0);
    expect(inNode.mostLent).toBeLessThanOrEqual(6);
    expect(inBrowser).toEqual(inNode);
  });

  it('runs the page in samples/browser', async () => {
    const sample = await browser.newPage();
    const failures: string[] = [];
    sample.on('pageerror', (error) => failures.push(error.message));
    await sample.goto(`${new URL('/samples/browser/index.html', page.url())}`);
    await sample.waitForFunction("document.title === 'Done'");
    expect(failures).toEqual([]);
    // Inferno's brightest colors are where the disc is now, near the right side, and nowhere on the ground.
    const [disc, ground] = (await sample.evaluate(`[[472, 135], [100, 40]].map(([x, y]) =>
      document.querySelector('canvas').getContext('2d').getImageData(x, y, 1, 1).data.slice(0, 3).join())`)) as string[];
    expect(ground).toBe('90,107,124');
    expect(disc).not.toBe(ground);
    await sample.close();
  });

  it('loads none of what needs Node', () => {
    const scripts = served.filter((url) => url.endsWith('.js'));
    const code = scripts.map((url) => readFileSync(`${root}${url}`, 'utf8')).join('\n');
    // The bundle names what each part of it was made of.
    expect(code).toContain('// dist/kernels/wasm.js');
    expect(code).not.toMatch(/^\/\/ dist\/(video|images|files|pipeline|report|cli|index)\b/m);
  });
});
