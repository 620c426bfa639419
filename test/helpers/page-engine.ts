import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';

const engine = fileURLToPath(new URL('../../src/page/engine', import.meta.url));

/** Puts what a page of a test needs of the engine under one name, and notes how long the page was ever kept waiting. */
const entry = `
  import { ClipSession } from './clip-session.ts';
  import { CameraSession } from './camera-session.ts';
  const engine = { ClipSession, CameraSession, longest: 0 };
  globalThis.engine = engine;
  let last = performance.now();
  const watch = () => {
    const now = performance.now();
    engine.longest = Math.max(engine.longest, now - last);
    last = now;
    setTimeout(watch, 0);
  };
  engine.watch = () => { last = performance.now(); engine.longest = 0; watch(); };
  engine.fileOf = async (url) => {
    const blob = await (await fetch(url)).blob();
    return new File([blob], decodeURIComponent(url.split('/').at(-1)), { type: blob.type });
  };
`;

/** A page in a browser that has the engine and nothing else; to be closed. */
export interface EnginePage {
  readonly page: Page;
  /** What the browser had to say that is no good news. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/**
 * Bundles the engine, serves it with the files of some folders, and opens a page that has it as `engine`.
 *
 * @param folders - by the first part of their address.
 */
export async function openEnginePage(folders: Readonly<Record<string, string>>): Promise<EnginePage> {
  const options = { bundle: true, format: 'esm', write: false, target: 'es2022' } as const;
  const [session, worker] = await Promise.all([
    build({ ...options, stdin: { contents: entry, resolveDir: engine, loader: 'ts' } }),
    build({ ...options, entryPoints: [join(engine, 'page-worker.ts')] }),
  ]);
  const scripts: Readonly<Record<string, string>> = {
    '/session.js': session.outputFiles[0]!.text,
    '/page-worker.js': worker.outputFiles[0]!.text,
  };
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts[url];
    if (script !== undefined) {
      response.setHeader('Content-Type', 'text/javascript').end(script);
      return;
    }
    if (url === '/') {
      const html = '<!doctype html><title>Engine</title><script type="module" src="/session.js"></script>';
      response.setHeader('Content-Type', 'text/html').end(html);
      return;
    }
    const [, folder = '', ...rest] = decodeURIComponent(url).split('/');
    const file = join(folders[folder] ?? '/nowhere', ...rest);
    if (!existsSync(file)) response.writeHead(404).end();
    else {
      if (file.endsWith('.png')) response.setHeader('Content-Type', 'image/png');
      createReadStream(file).pipe(response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let browser: Browser | undefined;
  const complaints: string[] = [];
  try {
    browser = await launchChromium();
    const page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.engine !== undefined');
    return { page, complaints, close: () => close(server, browser!) };
  } catch (error) {
    await close(server, browser);
    throw error;
  }
}

async function close(server: Server, browser: Browser | undefined): Promise<void> {
  await browser?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
