import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Browser, Page } from 'playwright-core';
import { program } from './cli-run.js';

/** A server that `saliency view` runs; to be closed. */
export interface ViewServer {
  readonly address: string;
  /** Interrupts it as Ctrl+C does, and gives its exit code. */
  close(): Promise<number | null>;
}

/** Starts `saliency view --no-open` and waits for its address. */
export async function startView(...args: string[]): Promise<ViewServer> {
  const child: ChildProcess = spawn(process.execPath, [program, 'view', '--no-open', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return {
    address: line.toString().trim(),
    async close() {
      child.kill('SIGINT');
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

/** A page that is open, and what it asked for and complained of so far. */
export interface Visit {
  readonly page: Page;
  /** Addresses that were asked for, but for those of data that the page itself made. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** Opens an address in a page of its own. */
export async function visit(
  browser: Browser,
  address: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The test itself reads pixels back.
    const ours = !message.text().startsWith('Canvas2D: Multiple readback');
    if (ours && ['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(address);
  return { page, requests, complaints };
}

/** Waits until a clip is open and all its frames have maps. */
export async function untilMapped(page: Page): Promise<void> {
  await page.waitForSelector('#work:not([hidden])');
  await page.waitForFunction(() => document.querySelector<HTMLButtonElement>('#text-save')?.disabled === false);
}
