import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '#lib/analysis/record/analysis.js';
import { reportHtml } from '#lib/report/report.js';
import { reportData, SHARE_STEPS } from '#lib/report/report-data.js';
import { analyzeDrawn, CLIP, twoShots } from '../helpers/analyze-drawn.js';
import { launchChromium, noChromium } from '../helpers/chromium.js';
import { noFfmpeg, runFfmpeg } from '../helpers/run-ffmpeg.js';

const picture = (color: string) =>
  `data:image/svg+xml;base64,${btoa(`<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="90" fill="${color}"/></svg>`)}`;
const pictures = ['teal', 'olive'].map((color) => ({ picture: picture(color), heatmap: picture('maroon') }));

describe('report', () => {
  it('escapes text from users, in markup and in data', () => {
    const name = '</script><img src=x onerror="alert(1)">&\'.mov';
    const html = reportHtml({ analysis: twoShots({ ...CLIP, path: `/media/${name}` }), pictures: [] });
    expect(html).not.toContain('<img src=x');
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!;
    expect(JSON.parse(data).name).toBe('script><img src=x onerror="alert(1)">&\'.mov');
  });

  it('refers to nothing but itself and the clip', () => {
    const html = reportHtml({ analysis: twoShots(), pictures, clipUrl: 'a b.mp4' });
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.every((address) => address.startsWith('data:'))).toBe(true);
    expect(html).not.toMatch(/<link|@import|url\(/);
    expect(html).toContain("default-src 'none'");
  });

  it('stays small for a clip of ten minutes', () => {
    const base = twoShots();
    const frames = Array.from({ length: 18_000 }, (_, i) => ({
      ...base.frames[i % 12]!,
      index: i,
      pts: i,
      attention: { x: (i * 0.6180339887) % 1, y: (i * 0.7548776662) % 1 },
    }));
    const html = reportHtml({ analysis: { ...base, frames }, pictures });
    expect(html.length).toBeLessThan(1e6);
  });

  it('packs frames so that they can be unpacked', () => {
    const analysis = analyzeDrawn([
      { at: { x: 0.5, y: 0.25 }, pts: 10 },
      { at: null, pts: 12 },
    ]);
    const { frames } = reportData(analysis, {});
    expect(frames.pts).toEqual([10, 2]);
    expect(frames.x).toEqual([SHARE_STEPS / 2, -1]);
    expect(frames.y).toEqual([SHARE_STEPS / 4, -1]);
  });

  it('makes a page of one black frame', () => {
    expect(reportHtml({ analysis: analyzeDrawn([{ at: null }]), pictures: [] })).toContain('1 frame</span>');
  });
});

describe.skipIf(noChromium)(`report in a browser${noChromium ? ' (no Chromium here)' : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(analysis: Analysis, use: (page: Page) => Promise<void>, clipUrl?: string, width = 1000) {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    const path = join(folder, 'report.html');
    writeFileSync(path, reportHtml({ analysis, pictures, clipUrl }));
    await page.goto(pathToFileURL(path).href);
    await page.locator('.u-over').first().waitFor();
    await use(page);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !/^(data|file):/.test(url))).toEqual([]);
    await page.close();
  }
  const timecode = (page: Page) => page.locator('#timecode').textContent();

  it('steps with keys and buttons, and stops at both ends', () =>
    open(twoShots(), async (page) => {
      expect(await timecode(page)).toBe('01:00:00;00');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await timecode(page)).toBe('01:00:00;02');
      await page.getByRole('button', { name: 'Next shot' }).click();
      expect(await timecode(page)).toBe('01:00:00;06');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowRight');
      expect(await timecode(page)).toBe('01:00:00;11');
      await page.keyboard.press('ArrowUp');
      expect(await timecode(page)).toBe('01:00:00;06');
      expect(await page.locator('#reading').textContent()).toContain('attention at 75 % across, 25 % down');
    }));

  it('goes to where a plot, a shot or the slider is used', () =>
    open(twoShots(), async (page) => {
      const plot = page.locator('.u-over').first();
      const box = (await plot.boundingBox())!;
      await plot.click({ position: { x: box.width * (8.5 / 11), y: box.height / 2 } });
      expect(await timecode(page)).toBe('01:00:00;08');
      await page.getByRole('button', { name: 'Go to shot 1' }).click();
      expect(await timecode(page)).toBe('01:00:00;03');
      expect(await page.locator('#gaze-shot').textContent()).toBe('shot 1');
      await page.getByRole('slider', { name: 'Frame' }).fill('7');
      expect(await timecode(page)).toBe('01:00:00;07');
    }));

  it('draws the path of the gaze and marks attention', () =>
    open(twoShots(), async (page) => {
      const points = await page.locator('polyline.path').getAttribute('points');
      expect(points!.split(' ')).toHaveLength(6);
      const left = await page
        .locator('.ring')
        .first()
        .evaluate((ring) => (ring as HTMLElement).style.left);
      expect(Number.parseFloat(left)).toBeCloseTo(25, 1);
    }));

  it('fits a phone', () =>
    open(
      twoShots(),
      async (page) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      },
      undefined,
      360,
    ));

  it('survives one black frame', () =>
    open(analyzeDrawn([{ at: null }]), async (page) => {
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('#reading').textContent()).toContain('no attention');
    }));

  it.skipIf(noFfmpeg)('seeks the clip into the middle of the frame that it names', () => {
    const path = join(folder, 'clip.webm');
    const source = 'nullsrc=s=64x36:r=30000/1001,geq=lum=40+N*15:cb=128:cr=128';
    const codec = ['-c:v', 'libvpx', '-b:v', '1M', '-auto-alt-ref', '0', '-g', '6'];
    runFfmpeg(['-f', 'lavfi', '-i', source, '-frames:v', '12', ...codec, '-y', path]);
    return open(
      twoShots(),
      async (page) => {
        await page.getByRole('slider', { name: 'Frame' }).fill('9');
        await page.waitForFunction(() => !document.querySelector('video')!.seeking);
        const time = await page.evaluate(() => document.querySelector('video')!.currentTime);
        expect(Math.floor((time * 30000) / 1001)).toBe(9);
      },
      'clip.webm',
    );
  });
});
