import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, noChromium } from '../helpers/chromium.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', mp4: 'video/mp4' };

describe.skipIf(noChromium)(`the element saliency-overlay${noChromium ? ' (no Chromium here)' : ''}`, () => {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    response.setHeader('Content-Type', types[pathname.split('.').at(-1)!] ?? 'text/plain');
    createReadStream(`${root}${pathname}`)
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  let browser: Browser;
  let page: Page;
  const failures: string[] = [];
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/samples/browser/element.html`);
  });
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
  });

  it('lays a heatmap over the video of the sample page, and tells of every map', async () => {
    await page.waitForFunction(() => /attention/.test(document.querySelector('output')?.textContent ?? ''));
    const found = await page.evaluate(() => {
      const overlay = document.querySelector('saliency-overlay') as HTMLElement & {
        map: { levels: Uint8Array; width: number; height: number; time: number };
        canvas: HTMLCanvasElement;
      };
      const [video, over] = [document.querySelector('video')!, overlay].map((one) => one.getBoundingClientRect());
      const { canvas, map } = overlay;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return {
        apart: Math.max(
          ...(['left', 'top', 'width', 'height'] as const).map((side) => Math.abs(video![side] - over![side])),
        ),
        size: [map.width, map.height, map.levels.length, canvas.width],
        most: map.levels.reduce((most, level) => Math.max(most, level), 0),
        painted: data.some((value, i) => i % 4 === 3 && value > 0),
      };
    });
    expect(found.apart).toBeLessThan(1);
    expect(found.size).toEqual([320, 180, 57600, 320]);
    expect(found.most).toBeGreaterThan(200);
    expect(found.painted).toBe(true);
    expect(failures).toEqual([]);
  });

  it('follows its attributes, and says what cannot be', async () => {
    const told = (attribute: string, value: string) =>
      page.evaluate(
        ([name, text]) =>
          new Promise<string>((resolve) => {
            const overlay = document.querySelector('saliency-overlay') as HTMLElement;
            overlay.addEventListener(
              'saliencyerror',
              (event) => resolve((event as CustomEvent<Error>).detail.message),
              {
                once: true,
              },
            );
            overlay.setAttribute(name!, text!);
          }),
        [attribute, value],
      );
    expect(await told('opacity', '7')).toBe('opacity: expected a number in [0, 1], got 7');
    await page.evaluate(() => document.querySelector('saliency-overlay')!.removeAttribute('opacity'));
    expect(await told('model', 'nosuch')).toContain('nosuch');
    expect(await told('analysis-size', '3')).toBe('analysis-size: expected a number in [16, 1024], got 3');
    expect(await told('for', 'elsewhere')).toBe('there is no video with the id "elsewhere"');
    const restored = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const overlay = document.querySelector('saliency-overlay')!;
          overlay.addEventListener('saliencymap', (event) =>
            resolve((event as CustomEvent<{ width: number }>).detail.width),
          );
          overlay.setAttribute('for', 'clip');
          overlay.setAttribute('model', 'spectral-residual');
          overlay.setAttribute('analysis-size', '64');
        }),
    );
    expect(await restored).toBe(64);
  });

  it('can be loaded where there are no elements', async () => {
    const { SaliencyOverlay } = await import('#lib/page/element/saliency-overlay.js');
    expect(SaliencyOverlay.observedAttributes).toContain('model');
  });
});
