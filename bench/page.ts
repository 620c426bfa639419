// npm run bench -- page [clip]: the page in Chromium, cold: milliseconds to the first paint, to the first map, to all maps of the
// clip, and the longest tasks of the page's own thread over opening, mapping, playing and making a video.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../test/helpers/chromium.js';
import { startView, untilMapped, visit } from '../test/helpers/visit-page.js';

/** Notes how long the thread of the page was busy at a time; runs in the page before its own scripts. */
function watchTasks(): void {
  const tasks: { phase: string; length: number }[] = [];
  Object.assign(globalThis, { tasks, phase: 'opening' });
  new PerformanceObserver((list) => {
    const { phase } = globalThis as unknown as { phase: string };
    for (const { duration } of list.getEntries()) tasks.push({ phase, length: duration });
  }).observe({ type: 'longtask' });
}

export async function run([clip = 'samples/street.mp4']: string[]): Promise<void> {
  const server = await startView();
  const paints: number[] = [];
  // A browser of its own each time: nothing is kept from the one before.
  for (let i = 0; i < 5; i++) {
    const browser = await launchChromium();
    const { page } = await visit(browser, server.address);
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]!.startTime));
    await browser.close();
  }
  console.log(`first paint     ${paints.map((ms) => ms.toFixed(0)).join(' ')} ms`);

  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(watchTasks);
  await page.goto(server.address);
  const start = performance.now();
  const since = () => `${(performance.now() - start).toFixed(0)} ms`;
  await page.setInputFiles('#file', { name: basename(clip), mimeType: 'video/mp4', buffer: readFileSync(clip) });
  await page.waitForSelector('#work:not([hidden])');
  await enter(page, 'mapping');
  console.log(`clip shown      ${since()}`);
  await page.waitForFunction(() => Number.parseInt(document.querySelector('#mapping')?.textContent ?? '', 10) > 0);
  console.log(`first maps      ${since()}`);
  await untilMapped(page);
  console.log(`all maps        ${since()}`);
  await enter(page, 'playing');
  await page.keyboard.press(' ');
  await page.waitForTimeout(3000);
  await page.keyboard.press(' ');
  await enter(page, 'making a video');
  await page.click('#take-panel > summary');
  await Promise.all([page.waitForEvent('download', { timeout: 300_000 }), page.click('#video-make')]);
  console.log(`and a video     ${since()}`);
  const tasks = await page.evaluate(
    () => (globalThis as unknown as { tasks: { phase: string; length: number }[] }).tasks,
  );
  console.log(`tasks over 50 ms: ${tasks.length === 0 ? 'none' : ''}`);
  for (const { phase, length } of tasks) console.log(`  ${length.toFixed(0)} ms  ${phase}`);
  await browser.close();
  await server.close();
}

function enter(page: Page, phase: string): Promise<unknown> {
  return page.evaluate((now) => Object.assign(globalThis, { phase: now }), phase);
}
