import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executable = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

export const noChromium = executable === undefined;

/** Starts a browser without a window, with a profile of its own and nothing in the background; to be closed. */
export function launchChromium(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-sync', '--no-first-run'];
  return chromium.launch({ executablePath: executable!, args, timeout: 30_000 });
}
