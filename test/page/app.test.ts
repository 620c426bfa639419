import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnalysis } from '#lib/analysis/record/read-analysis.js';
import { launchChromium, noChromium } from '../helpers/chromium.js';
import { makeClip, scratchFolder, show, testsrc } from '../helpers/clips.js';
import { startView, untilMapped, type ViewServer, visit } from '../helpers/visit-page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const files = scratchFolder();

/** Rules of axe that the page breaks, with the elements. */
async function broken(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** A clip of two shots with sound: a test picture, then a still color chart. */
function twoShots(): string {
  const [first, second] = [testsrc('160x90', '25', '1'), ['-f', 'lavfi', '-i', 'smptehdbars=s=160x90:r=25:d=1']];
  const sound = ['-f', 'lavfi', '-i', 'sine=d=2'];
  const join = ['-filter_complex', '[0][1]concat=n=2,format=yuv420p', '-c:a', 'libopus', '-shortest'];
  return makeClip(files.file('two.mp4'), ...first, ...second, ...sound, ...join);
}

/** The bytes of the heatmap's canvas, added up. */
const heatSum = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#heat')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value) => sum + value, 0);
  });

const clock = (page: Page) => page.textContent('#clock');

async function downloadBy(page: Page, button: string, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  expect(download.suggestedFilename()).toBe(name);
  const path = files.file(name);
  await download.saveAs(path);
  return path;
}

describe.skipIf(noChromium)(`the page${noChromium ? ' (no Chromium here)' : ''}`, () => {
  let browser: Browser;
  let server: ViewServer;
  let clip: string;
  beforeAll(async () => {
    clip = twoShots();
    [browser, server] = await Promise.all([launchChromium(), startView()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    files.remove();
  });

  it('opens the sample in one click, plays it under its heatmap, and asks nobody for anything', async () => {
    const { page, requests, complaints } = await visit(browser, server.address);
    await page.click('#sample');
    await page.waitForSelector('#work:not([hidden])');
    // The first map is there before all of them are.
    await expect.poll(() => heatSum(page), { timeout: 20_000 }).toBeGreaterThan(1000);
    expect(await page.textContent('#mapping')).toMatch(/of 168 frames mapped|Mapping begins/);
    expect(await clock(page)).toBe('0:00.00  1/168');
    await page.keyboard.press(' ');
    await page.waitForFunction(
      () => Number.parseInt(document.querySelector('#clock')!.textContent!.split('  ')[1]!, 10) > 5,
    );
    await page.keyboard.press(' ');
    await page.waitForFunction(() => document.querySelector('#play')!.getAttribute('aria-label') === 'Play');
    const { origin } = new URL(server.address);
    expect(requests.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('steps, seeks and changes views by the keyboard alone, and colors at once', async () => {
    const { page, complaints } = await visit(browser, server.address);
    await page.setInputFiles('#file', clip);
    await untilMapped(page);
    const at = (words: string) =>
      page.waitForFunction((text) => document.querySelector('#clock')?.textContent === text, words);
    await page.keyboard.press('ArrowRight');
    await at('0:00.04  2/50');
    await page.keyboard.press('.');
    await page.keyboard.press(',');
    await page.keyboard.press('ArrowRight');
    await at('0:00.08  3/50');
    await page.keyboard.press('ArrowDown');
    await at('0:01.00  26/50');
    await page.waitForFunction(() => document.querySelector('#reading')?.textContent?.startsWith('Shot 2: '));
    expect(await page.locator('#shots button').count()).toBe(2);
    expect(await page.locator('#shots button[aria-current]').getAttribute('aria-label')).toBe('Shot 2, 00:00:01:00');
    await page.keyboard.press('ArrowUp');
    await at('0:00.00  1/50');
    await page.keyboard.press('End');
    await at('0:01.96  50/50');
    await page.keyboard.press('j');
    await page.waitForFunction(
      () => Number.parseInt(document.querySelector('#clock')!.textContent!.split('  ')[1]!, 10) < 45,
    );
    await page.keyboard.press('k');
    const view = () => page.getAttribute('#stage', 'data-view');
    for (const [key, name] of [
      ['2', 'side-by-side'],
      ['3', 'map'],
      ['4', 'superpixels'],
      ['5', 'stages'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await view()).toBe(name);
    }
    await page.waitForFunction(() => document.querySelector<HTMLCanvasElement>('#panels canvas')!.width === 160);
    await page.keyboard.press('?');
    expect(await page.isVisible('#keys')).toBe(true);
    await page.keyboard.press('Escape');
    // A field that is written in keeps its keys.
    await page.keyboard.press('1');
    await page.focus('#look select');
    await page.keyboard.press('4');
    expect(await view()).toBe('overlay');
    // Other colors are there at once.
    const before = await heatSum(page);
    await page.locator('#look select').first().selectOption('viridis');
    const after = await heatSum(page);
    expect(after).not.toBe(before);
    await page.locator('#look input[type=range]').first().fill('0');
    expect(await heatSum(page)).toBeLessThan(after);
    await page.locator('#look select').nth(1).selectOption('addition');
    const blend = await page.evaluate(() => document.querySelector<HTMLElement>('#heat')!.style.mixBlendMode);
    expect(blend).toBe('plus-lighter');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('hands over videos, numbers and pictures that others can read', async () => {
    const { page, complaints } = await visit(browser, server.address);
    await page.setInputFiles('#file', clip);
    await untilMapped(page);
    await page.click('#take-panel > summary');
    const video = show(await downloadBy(page, '#video-make', 'two.overlay.mp4'), '-show_streams', '-count_frames');
    expect(video.streams.map(({ codec_type }) => codec_type)).toEqual(['video', 'audio']);
    expect(video.streams[0]).toMatchObject({ codec_name: 'h264', width: 160, height: 90, nb_read_frames: '50' });
    await page.selectOption('#video-kind', 'crop');
    await page.selectOption('#video-container', 'webm');
    const crop = show(await downloadBy(page, '#video-make', 'two.reframed.webm'), '-show_streams', '-count_frames');
    expect(crop.streams[0]).toMatchObject({ codec_name: 'vp9', width: 50, height: 90, nb_read_frames: '50' });

    const analysis = readAnalysis(
      readFileSync(await downloadBy(page, '#text-save', 'two.analysis.json'), 'utf8'),
      'two',
    );
    expect(analysis.frames).toHaveLength(50);
    expect(analysis.shots.map(({ firstFrame }) => firstFrame)).toEqual([0, 25]);
    await page.selectOption('#text-format', 'csv');
    expect(readFileSync(await downloadBy(page, '#text-save', 'two.analysis.csv'), 'utf8').split('\n')).toHaveLength(52);
    await page.selectOption('#text-format', 'edl');
    expect(readFileSync(await downloadBy(page, '#text-save', 'two.edl'), 'utf8')).toContain('FCM: NON-DROP FRAME');

    const picture = show(await downloadBy(page, '#picture-save', 'two.overlay.000000.png'), '-show_streams');
    expect(picture.streams[0]).toMatchObject({ codec_name: 'png', width: 160, height: 90 });
    const zip = readFileSync(await downloadBy(page, '#stills-save', 'two.stills.zip'));
    expect(zip.subarray(0, 2).toString()).toBe('PK');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('lets a person hold the crop of a shot, and writes it into the plan', async () => {
    const { page } = await visit(browser, server.address);
    await page.setInputFiles('#file', clip);
    await untilMapped(page);
    await page.keyboard.press('c');
    await page.waitForSelector('#crop:not([hidden])');
    const box = (await page.locator('#crop-box').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 900, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await page.waitForSelector('#crop-box[data-held=true]');
    // By keys, from the right side: one hundredth of the picture.
    await page.focus('#crop-box');
    await page.keyboard.press('ArrowLeft');
    await page.click('#take-panel > summary');
    await page.selectOption('#text-format', 'crop-json');
    const plan = JSON.parse(readFileSync(await downloadBy(page, '#text-save', 'two.crop.json'), 'utf8'));
    const left = plan.frames.map(
      ({ crop }: { crop: { x: number; width: number } }) => 1 - crop.x - crop.width,
    ) as number[];
    expect(left.slice(0, 25).every((share) => Math.abs(share - 0.01) < 1e-5)).toBe(true);
    expect(left.slice(25).some((share) => Math.abs(share - 0.01) > 1e-3)).toBe(true);
    await page.close();
  });

  it('cancels a video that is made, and saves nothing', async () => {
    const { page } = await visit(browser, server.address);
    await page.setInputFiles('#file', makeClip(files.file('long.mp4'), ...testsrc('640x360', '25', '8')));
    await page.waitForSelector('#work:not([hidden])');
    await page.click('#take-panel > summary');
    let downloads = 0;
    page.on('download', () => downloads++);
    await page.click('#video-make');
    await page.click('#video-cancel');
    await page.waitForFunction(
      () => document.querySelector('#take-words')?.textContent === 'Canceled; nothing was saved.',
    );
    expect(await page.isEnabled('#video-make')).toBe(true);
    expect(downloads).toBe(0);
    await page.close();
  });

  it('names what it cannot decode, and the command that can', async () => {
    const { page } = await visit(browser, server.address);
    const prores = makeClip(files.file('master.mov'), ...testsrc(), '-c:v', 'prores_ks');
    await page.setInputFiles('#file', prores);
    await page.waitForSelector('#problem:not([hidden])');
    expect(await page.textContent('#problem-title')).toBe('This browser cannot decode master.mov');
    expect(await page.textContent('#problem-words')).toContain('prores');
    expect(await page.textContent('#problem-line')).toBe('saliency overlay master.mov');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('problem-title');
    // And goes on with the next.
    await page.setInputFiles('#file', clip);
    await page.waitForSelector('#work:not([hidden])');
    await page.close();
  });

  it('shows several stills, one after the other', async () => {
    const { page, complaints } = await visit(browser, server.address);
    const stills = ['a.png', 'b.png'].map((name, i) =>
      makeClip(files.file(name), ...testsrc(`${90 + 30 * i}x60`), '-frames:v', '1'),
    );
    await page.setInputFiles('#file', stills);
    await untilMapped(page);
    expect(await page.textContent('#clip-facts')).toContain('90 × 60');
    expect(await page.isVisible('#transport')).toBe(false);
    expect(await heatSum(page)).toBeGreaterThan(1000);
    await page.click('#shelf button:has-text("b.png")');
    await page.waitForFunction(() => document.querySelector('#clip-facts')?.textContent?.includes('120 × 60'));
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('maps a clip again by another model', async () => {
    const { page } = await visit(browser, server.address);
    await page.setInputFiles('#file', clip);
    await untilMapped(page);
    await page.click('summary:has-text("Model") >> nth=0');
    await page.selectOption('#model', 'spectral-residual');
    await page.click('#model-apply');
    await page.waitForFunction(() => document.querySelector('#clip-facts')?.textContent?.includes('spectral-residual'));
    await untilMapped(page);
    await page.close();
  });

  it('is of use to screen readers, light and dark, on a phone too', async () => {
    for (const [colorScheme, width] of [
      ['light', 1200],
      ['dark', 360],
    ] as const) {
      const { page } = await visit(browser, server.address, { colorScheme, viewport: { width, height: 740 } });
      expect(await broken(page)).toEqual([]);
      await page.setInputFiles('#file', clip);
      await untilMapped(page);
      for (const summary of await page.locator('.side details:not([open]) > summary').all()) {
        if (await summary.isVisible()) await summary.click();
      }
      await page.keyboard.press('c');
      await page.waitForSelector('#crop:not([hidden])');
      expect(await broken(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await page.close();
    }
  });

  it('forbids itself every other origin, and code that is written in place', async () => {
    const { page } = await visit(browser, server.address);
    const stopped = await page.evaluate(async () => {
      const directives: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        directives.push(effectiveDirective),
      );
      await fetch('https://example.com/').catch(() => undefined);
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { directives, ran: 'ran' in globalThis };
    });
    expect(stopped.ran).toBe(false);
    expect(stopped.directives).toEqual(['connect-src', 'script-src-elem', 'frame-src']);
    await page.close();
  });
});
