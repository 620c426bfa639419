import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli-run.js';
import { scratchFolder } from '../helpers/clips.js';
import { startView, type ViewServer } from '../helpers/visit-page.js';

/** Asks a server on this machine as written, which `fetch` would mend. */
function ask(port: string, path: string, options: { method?: string; host?: string } = {}): Promise<string> {
  const { method = 'GET', host = `127.0.0.1:${port}` } = options;
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${response.headers['content-type']} ${text}`));
    });
    call.on('error', reject).end();
  });
}

describe('saliency view', () => {
  const folder = scratchFolder();
  const name = 'my clip #1.webm';
  let server: ViewServer;
  let address: URL;
  beforeAll(async () => {
    writeFileSync(folder.file(name), 'pictures');
    server = await startView(folder.file(name));
    address = new URL(server.address);
  });
  afterAll(() => folder.remove());

  it('serves the page, and the clip beside it at an address that nobody can guess', async () => {
    expect(address.hostname).toBe('127.0.0.1');
    expect(address.searchParams.get('clip')).toBe(name);
    expect(address.pathname).toMatch(/^\/[0-9a-f]{32}\/$/);
    expect(await ask(address.port, address.pathname)).toMatch(/^200 text\/html; charset=utf-8 <!doctype html>/);
    const clip = `clip/${encodeURIComponent(name)}`;
    expect(await ask(address.port, address.pathname + clip)).toBe('200 video/webm pictures');
    expect(await ask(address.port, `/${clip}`)).toMatch(/^404 /);
    expect(await ask(address.port, '/page.js')).toMatch(/^200 text\/javascript/);
  });

  it('gives nothing else, and nothing to pages of other names', async () => {
    for (const path of ['/../browser.js', '/..%2fbrowser.js', '/%2e%2e/browser.js', '/.hidden', '/%', '/no.js']) {
      expect(await ask(address.port, path)).toMatch(/^404 /);
    }
    expect(await ask(address.port, '/', { host: 'attacker.example' })).toMatch(/^403 /);
    expect(await ask(address.port, '/', { method: 'POST' })).toMatch(/^405 /);
  });

  it('says what is wrong with a clip or a port', async () => {
    const missing = await runCli(['view', '--no-open', 'no-such-clip.mp4']);
    expect(missing).toMatchObject({ code: 3, stderr: 'saliency: no-such-clip.mp4: no such file\n' });
    const aFolder = await runCli(['view', '--no-open', folder.path]);
    expect(aFolder.code).toBe(3);
    const taken = await runCli(['view', '--no-open', '--port', address.port]);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toBe(`saliency: --port: expected a port that is free, got ${address.port}\n`);
  });

  it('ends when it is interrupted, as it is meant to', async () => {
    expect(await server.close()).toBe(0);
  });
});
