import { createReadStream, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '#lib/browser.js';
import { launchChromium, noChromium } from '../helpers/chromium.js';
import { disc } from '../helpers/scenes.js';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const size = { width: 96, height: 64 };
const frames = [disc(96, 64, 40, 30, 14, 1), disc(96, 64, 44, 31, 14, 2)];

/** Everything that is computed from two pictures. Runs in the browser too: it sees nothing but its arguments. */
async function compute(
  { createModel, models, segment, rankSuperpixels, opticalFlow }: typeof library,
  { size, frames }: { size: { width: number; height: number }; frames: number[][] },
) {
  const { width, height } = size;
  const [from, to] = frames.map((frame) => Uint8Array.from(frame));
  const maps = async (temporal: string) => {
    const model = await createModel(models[0]!.name, { width, height, superpixels: 60, temporal });
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
    exact: { on: await maps('on'), off: await maps('off'), labels: [...labels], u: [...u], v: [...v] },
    // Engines differ in the last bit of an exponential of double precision.
    scores: [...scores.stage1, ...scores.stage2].map((score) => Math.round(score * 1e12)),
  };
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
    response.setHeader('Content-Type', 'text/javascript');
    createReadStream(`${dist}${url}`)
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
    const script = `import('/bundle/browser.js').then((library) => (${compute})(library, ${JSON.stringify(work)}))`;
    const inBrowser = (await page.evaluate(script)) as Awaited<ReturnType<typeof compute>>;
    const inNode = await compute(library, work);
    expect(inNode.exact.on).toHaveLength(2 * 96 * 64);
    expect(Math.max(...inNode.exact.on)).toBeGreaterThan(0.5);
    expect(inBrowser).toEqual(inNode);
    expect(await page.evaluate('crossOriginIsolated')).toBe(false);
  });

  it('loads none of what needs Node', () => {
    const scripts = served.filter((url) => url.endsWith('.js'));
    const code = scripts.map((url) => readFileSync(`${dist}${url}`, 'utf8')).join('\n');
    // The bundle names what each part of it was made of.
    expect(code).toContain('// dist/kernels/wasm.js');
    expect(code).not.toMatch(/^\/\/ dist\/(video|images|files|pipeline|report|cli|index)\b/m);
  });
});
