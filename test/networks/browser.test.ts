import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FrameSize } from '#lib/core/frame.js';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { GazeNetwork } from '#lib/networks/gaze-network.js';
import { NetworkInput } from '#lib/networks/network-input.js';
import { ObjectNetwork } from '#lib/networks/object-network.js';
import { RefineNetwork } from '#lib/networks/refine-network.js';
import { loadNetwork, networkNames } from '#lib/networks/weights.js';
import { launchChromium, noChromium } from '../helpers/chromium.js';
import { disc } from '../helpers/scenes.js';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const size = { width: 300, height: 170 };

const modules = { Arena, instantiateKernels, loadNetwork, NetworkInput, ObjectNetwork, RefineNetwork, GazeNetwork };
const paths = [
  ...['kernels/arena', 'kernels/kernels', 'networks/weights', 'networks/network-input'],
  ...['networks/object-network', 'networks/refine-network', 'networks/gaze-network'],
];

/** The maps of some networks for one picture, as bits. Runs in the browser too: it sees nothing but its arguments. */
async function compute(library: typeof modules, names: readonly string[], size: FrameSize, rgb: number[]) {
  const { Arena, instantiateKernels, loadNetwork, NetworkInput, ObjectNetwork, RefineNetwork, GazeNetwork } = library;
  const kinds: Record<string, typeof RefineNetwork> = {
    object: ObjectNetwork,
    refine: RefineNetwork,
    gaze: GazeNetwork,
  };
  const results: Record<string, number[]> = {};
  for (const name of names) {
    const kind = kinds[name]!;
    const weights = await loadNetwork(name);
    const pixels = size.width * size.height;
    const arena = new Arena(kind.bytes(weights) + NetworkInput.bytes(size) + 15 * pixels);
    const kernels = instantiateKernels(arena.memory);
    const input = new NetworkInput(kernels, arena, size);
    const network = new kind(kernels, arena, weights, input);
    const picture = arena.uint8(rgb.length + 16);
    picture.set(rgb);
    const [prior, out] = [arena.float32(pixels), arena.float32(pixels)];
    for (let i = 0; i < pixels; i++) prior[i] = (i % 97) / 96;
    input.read(picture.byteOffset);
    network.run(prior);
    network.enlarge(out);
    results[name] = [...new Uint32Array(out.buffer, out.byteOffset, pixels)];
  }
  return results;
}

describe.skipIf(noChromium)(`networks in a browser${noChromium ? ' (no Chromium here)' : ''}`, () => {
  const server = createServer(({ url }, response) => {
    response.setHeader('Content-Type', url === '/' ? 'text/html' : 'text/javascript');
    if (url === '/') response.end('<!doctype html>');
    else
      createReadStream(`${dist}${url}`)
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
  });
  let browser: Browser;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  it('compute the same as in Node, bit for bit', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const rgb = [...disc(size.width, size.height, 180, 80, 40, 1)];
    const work = [networkNames, size, rgb].map((value) => JSON.stringify(value)).join(', ');
    const imports = paths.map((path) => `import('/${path}.js')`).join(', ');
    const script = `Promise.all([${imports}]).then((all) => (${compute})(Object.assign({}, ...all), ${work}))`;
    const inBrowser = await page.evaluate(script);
    const inNode = await compute(modules, networkNames, size, rgb);
    expect(Object.keys(inNode)).toEqual(networkNames);
    expect(inBrowser).toEqual(inNode);
  });
});
