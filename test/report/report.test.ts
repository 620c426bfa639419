import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '#lib/analysis/record/analysis.js';
import { Reframer } from '#lib/analysis/reframe/reframe.js';
import { exportFormats } from '#lib/exports/formats.js';
import { reportHtml } from '#lib/report/report.js';
import { type ReportExtras, reportData, SHARE_STEPS } from '#lib/report/report-data.js';
import { reportExport, reportExports } from '#lib/report/report-exports.js';
import { analyzeDrawn, CLIP, drawFrame, measureDrawn, twoShotFrames, twoShots } from '../helpers/analyze-drawn.js';
import { launchChromium, noChromium } from '../helpers/chromium.js';
import { noFfmpeg, runFfmpeg } from '../helpers/run-ffmpeg.js';

const picture = (color: string) =>
  `data:image/svg+xml;base64,${btoa(`<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="90" fill="${color}"/></svg>`)}`;
const pictures = ['teal', 'olive'].map((color) => ({ picture: picture(color), heatmap: picture('maroon') }));

/** A still of each frame, of a color of its own. */
const stillsOf = (frames: readonly number[]) =>
  frames.map((frame) => ({ frame, picture: picture(`hsl(${frame * 20} 80% 40%)`), heatmap: picture('maroon') }));

/** The crop of the two shots to 9:16. */
function planOf(analysis: Analysis) {
  const reframer = new Reframer(CLIP, CLIP.frameRate, { aspect: '9:16' });
  for (const [i, frame] of analysis.frames.entries()) {
    reframer.push(frame, measureDrawn(drawFrame(twoShotFrames[i]!, i), reframer.measures).measured);
  }
  return reframer.finish(analysis.clip);
}

describe('report', () => {
  it('escapes text from users, in markup and in data', () => {
    const name = '</script><img src=x onerror="alert(1)">&\'.mov';
    const html = reportHtml({ analysis: twoShots({ ...CLIP, path: `/media/${name}` }), pictures: [] });
    expect(html).not.toContain('<img src=x');
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!;
    expect(JSON.parse(data).clip.name).toBe('script><img src=x onerror="alert(1)">&\'.mov');
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

  it.each(reportExports)('makes %s of a page as of the analysis, for clips that begin later too', (format) => {
    const analysis = twoShots();
    const later = { ...analysis, frames: analysis.frames.slice(2) };
    for (const whole of [
      analysis,
      { ...later, shots: [{ ...analysis.shots[0]!, firstFrame: 2 }, analysis.shots[1]!] },
    ]) {
      // The page knows positions to a part of a pixel only.
      const rounded = (value: number) => Math.round(value * SHARE_STEPS) / SHARE_STEPS;
      const frames = whole.frames.map((frame) => {
        const { attention } = frame;
        return { ...frame, attention: attention && { x: rounded(attention.x), y: rounded(attention.y) } };
      });
      const data = JSON.parse(JSON.stringify(reportData(whole, {})));
      const { text } = reportExport(data, format, analysis.clip.path);
      expect(text).toBe(exportFormats[format].write({ ...whole, frames }));
    }
  });

  it('tells how each shot can be cropped, and why not', () => {
    const analysis = twoShots();
    const plan = planOf(analysis);
    const lost = { reason: 'larger', words: 'the subject is <2> times as wide as the crop' } as const;
    const told = { ...plan, shots: plan.shots.map((shot, i) => (i === 1 ? { ...shot, padded: true, lost } : shot)) };
    const html = reportHtml({ analysis, pictures, plan: told });
    expect(html.match(/9:16 keeps \d+ % of what stands out \(in the middle \d+ %\)/g)).toHaveLength(2);
    expect(html).toContain(', between bars: the subject is &lt;2&gt; times as wide as the crop');
  });

  it('makes a page of one black frame', () => {
    expect(reportHtml({ analysis: analyzeDrawn([{ at: null }]), pictures: [] })).toContain('1 frame</span>');
  });
});

/** Twelve frames, a tenth of a second each. */
const slow = () => {
  const frames = twoShotFrames.map((frame, i) => ({ ...frame, pts: 3 * i }));
  return analyzeDrawn(frames, CLIP);
};

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

  async function open(
    analysis: Analysis,
    use: (page: Page) => Promise<void>,
    clipUrl?: string,
    width = 1000,
    { expected = [], ...extras }: ReportExtras & { readonly expected?: readonly RegExp[] } = {},
  ) {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    const path = join(folder, 'report.html');
    writeFileSync(path, reportHtml({ analysis, pictures, clipUrl, ...extras }));
    await page.goto(pathToFileURL(path).href);
    await page.locator('.u-over').first().waitFor();
    await use(page);
    expect(complaints.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
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
      // On the best still of the shot, which is what is seen.
      expect(Number.parseFloat(left)).toBeCloseTo(100 * twoShots().frames[3]!.attention!.x, 0);
    }));

  it('shows the nearest still of the shot, and marks what is seen on it', () =>
    open(
      twoShots(),
      async (page) => {
        await page.keyboard.press('Shift+ArrowRight');
        expect(await timecode(page)).toBe('01:00:00;10');
        const captions = page.locator('figcaption');
        expect(await captions.allTextContents()).toEqual(Array(2).fill('Still of frame 11, 01:00:00;11'));
        // Nearer, but of the shot before.
        await page.keyboard.press('ArrowUp');
        expect(await captions.first().textContent()).toBe('Still of frame 8, 01:00:00;08');
        await page.keyboard.press('Home');
        expect(await captions.first().textContent()).toBe('Still of frame 1, 01:00:00;01');
        const marked = await page.locator('.ring:not(.subject)').evaluateAll((rings) => {
          return rings.map((ring) => Number.parseFloat((ring as HTMLElement).style.left));
        });
        // Of frame 1, which is seen; frame 0 is at 25 %.
        for (const left of marked) expect(left).toBeCloseTo(100 * twoShots().frames[1]!.attention!.x, 0);
        expect(marked).toHaveLength(2);
        expect(marked[0]).toBeGreaterThan(25.5);
        expect(await page.locator('figure img').first().getAttribute('src')).toBe(stillsOf([1])[0]!.picture);
      },
      undefined,
      1000,
      { stills: stillsOf([1, 5, 11]) },
    ));

  it('says when the clip is gone, and shows stills in its place', () =>
    open(
      twoShots(),
      async (page) => {
        await page.locator('#notice:not([hidden])').waitFor();
        expect(await page.locator('#notice').textContent()).toMatch(/^no such clip\.mp4 cannot be shown/);
        expect(await page.locator('video').count()).toBe(0);
        expect(await page.locator('figcaption').first().isVisible()).toBe(true);
      },
      './no%20such%20clip.mp4',
      1000,
      { expected: [/ERR_FILE_NOT_FOUND/] },
    ));

  it('is driven by J, K and L, forward and backward, faster each time, and stops at the ends', () =>
    open(slow(), async (page) => {
      const speed = page.locator('#speed');
      const at = () => page.locator('#position').inputValue().then(Number);
      await page.keyboard.press('l');
      await page.waitForFunction(() => Number((document.getElementById('position') as HTMLInputElement).value) > 1);
      await page.keyboard.press('l');
      expect(await speed.textContent()).toBe('×2');
      await page.keyboard.press('k');
      expect(await speed.textContent()).toBe('');
      const rest = await at();
      await page.keyboard.press('End');
      await page.keyboard.press('J');
      await page.keyboard.press('J');
      expect(await speed.textContent()).toBe('backward ×2');
      await page.waitForFunction(() => Number((document.getElementById('position') as HTMLInputElement).value) < 9);
      await page.keyboard.press(' ');
      expect(await speed.textContent()).toBe('');
      expect(await at()).toBeLessThan(9);
      expect(rest).toBeLessThan(11);
      for (const _ of [1, 2, 3, 4]) await page.keyboard.press('l');
      await page.waitForFunction(() => (document.getElementById('position') as HTMLInputElement).value === '11');
      await page.locator('[data-go="play"][aria-label="Play"]').waitFor();
      await page.locator('summary').click();
      expect(await page.locator('.keys kbd').allTextContents()).toEqual(
        expect.arrayContaining(['J', 'K', 'L', 'Space']),
      );
    }));

  it('draws quiet zones and the crop, which can be left out', () => {
    const analysis = twoShots(CLIP, { quietZones: {} });
    const plan = planOf(analysis);
    return open(
      analysis,
      async (page) => {
        await page.keyboard.press('End');
        const { crop } = plan.frames.at(-1)!;
        const box = await page
          .locator('.crop')
          .evaluate(({ style }) => [style.left, style.width].map(Number.parseFloat));
        expect(box[0]).toBeCloseTo(100 * crop.x, 1);
        expect(box[1]).toBeCloseTo(100 * crop.width, 1);
        const zones = analysis.shots[1]!.quietZones!;
        expect(zones.length).toBeGreaterThan(0);
        expect(await page.locator('.zone:visible').count()).toBe(zones.length);
        await page.getByLabel('Quiet zones').uncheck();
        expect(await page.locator('.zone:visible').count()).toBe(0);
        await page.getByLabel('Crop to 9:16').uncheck();
        expect(await page.locator('.crop').isVisible()).toBe(false);
        expect(await page.locator('.ring').first().isVisible()).toBe(true);
      },
      undefined,
      1000,
      { plan },
    );
  });

  it('offers files for editors, which name the clip where the page finds it', () =>
    open(
      twoShots(),
      async (page) => {
        for (const [format, name] of [
          ['otio', 'A & B _cut_ _one_.otio'],
          ['resolve-edl', 'A & B _cut_ _one_.resolve-edl.edl'],
        ]) {
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.locator(`[data-export="${format}"]`).click(),
          ]);
          expect(download.suggestedFilename()).toBe(name);
          const text = readFileSync((await download.path())!, 'utf8');
          if (format !== 'otio') expect(text).toMatch(/^TITLE: /);
          else {
            const [track] = JSON.parse(text).tracks.children;
            const { target_url } = track.children[0].media_references.DEFAULT_MEDIA;
            expect(target_url).toBe(pathToFileURL(join(folder, 'moved clip.webm')).href);
          }
        }
      },
      './moved%20clip.webm',
      1000,
      { expected: [/ERR_FILE_NOT_FOUND/] },
    ));

  it('fits a phone', () =>
    open(
      twoShots(),
      async (page) => {
        await page.locator('summary').click();
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
