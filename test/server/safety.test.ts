import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService } from '#lib/server/serve.js';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';
import { ask } from '../helpers/raw-request.js';
import { type TestService, testService } from '../helpers/service.js';

const folder = scratchFolder();
const token = 'a token of twenty and more'.replaceAll(' ', '-');
let service: TestService;
let closed: TestService;

beforeAll(async () => {
  mkdirSync(folder.file('allowed/below'), { recursive: true });
  mkdirSync(folder.file('page'));
  makeClip(folder.file('allowed/below/a.mp4'), ...testsrc('32x32', '5', '0.4'));
  writeFileSync(folder.file('secret.mp4'), 'secret');
  writeFileSync(folder.file('page/index.html'), '<title>page</title>');
  writeFileSync(folder.file('page/app.js'), 'export {};');
  writeFileSync(folder.file('page/.hidden'), 'secret');
  symlinkSync(folder.file('secret.mp4'), folder.file('allowed/link.mp4'));
  symlinkSync(folder.file('secret.mp4'), folder.file('page/link.txt'));
  symlinkSync(folder.path, folder.file('allowed/up'));
  symlinkSync(folder.file('allowed/below/a.mp4'), folder.file('allowed/inside.mp4'));
  const limits = { maxUpload: '20KB', maxDiskPerClient: '60KB', maxJobsPerClient: 2, maxPixels: 2000 };
  service = await testService(
    { allow: folder.file('allowed'), origin: 'https://app.example', ...limits },
    { page: folder.file('page') },
  );
  writeFileSync(folder.file('tokens'), '# holders\nanna 0123456789abcdef-anna\nbert 0123456789abcdef-bert\n');
  closed = await testService({ tokenFile: folder.file('tokens') }, { token });
});

afterAll(async () => {
  await service.close();
  await closed.close();
  folder.remove();
});

describe('a service without tokens', () => {
  const port = () => Number(new URL(service.url).port);

  it.each([
    ['127.0.0.1', 200],
    ['localhost:8080', 200],
    ['[::1]:80', 200],
    ['192.168.1.5', 200],
    ['evil.example', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example:80', 421],
    ['', 400],
  ])('called %s answers %i', async (host, status) => {
    const answer = await ask(port(), `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer.status).toBe(status);
  });

  it('takes nothing from pages of other origins, and lets those read that are named', async () => {
    const from = (Origin: string, method = 'POST') =>
      service.fetch('/v1/uploads', { method, headers: { Origin }, ...(method === 'POST' ? { body: 'x' } : {}) });
    expect((await from('https://evil.example')).status).toBe(403);
    expect((await from('null')).status).toBe(403);
    expect(readdirSync(join(service.data, 'uploads'))).toEqual([]);
    const named = await from('https://app.example', 'GET');
    expect(named.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
    const asked = await from('https://app.example', 'OPTIONS');
    expect([asked.status, asked.headers.get('Access-Control-Allow-Methods')]).toEqual([
      204,
      expect.stringContaining('PUT'),
    ]);
    const own = await from(service.url, 'GET');
    expect([own.status, own.headers.get('Access-Control-Allow-Origin')]).toEqual([200, null]);
  });

  it('sends the headers that browsers want with every answer', async () => {
    for (const path of ['/healthz', '/nothing', '/v1/jobs']) {
      const { headers } = await service.fetch(path);
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
      expect(headers.get('X-Request-Id')).toMatch(/^[\w-]+$/);
    }
    const { headers } = await service.fetch('/healthz', { headers: { 'X-Request-Id': 'mine-1' } });
    expect(headers.get('X-Request-Id')).toBe('mine-1');
  });

  it('serves the page, and nothing beside it', async () => {
    const page = await service.fetch('/');
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('Content-Security-Policy')).toContain("worker-src 'self' blob:");
    const script = await service.fetch('/app.js');
    expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    const again = await service.fetch('/app.js', { headers: { 'If-None-Match': script.headers.get('ETag')! } });
    expect(again.status).toBe(304);
    for (const path of [
      '/.hidden',
      '/link.txt',
      '/../secret.mp4',
      '/%2e%2e/secret.mp4',
      '/..%2fsecret.mp4',
      '/%00',
      '/%zz',
      '/none/',
    ]) {
      const answer = await ask(port(), `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect([path, answer.status, answer.text.includes('secret\n')]).toEqual([path, 404, false]);
    }
  });

  it.each(['below/a.mp4', './below/../below/a.mp4', 'inside.mp4'])(
    'takes %s below the allowed folder or not',
    async (path) => {
      const response = await service.post('/v1/jobs', { verb: 'probe', input: { path } });
      expect(response.status).toBe(path.includes('..') ? 404 : 201);
      if (response.status === 201)
        expect((await service.ended(((await response.json()) as { id: string }).id)).state).toBe('done');
    },
  );

  it.each([
    ...['link.mp4', 'up/secret.mp4', '../secret.mp4', '/etc/passwd', 'below', '', 'none.mp4', 'a\0b', 'below/a.mp4/x'],
    ...['..\\secret.mp4', 'x'.repeat(2000)],
  ])('does not take the path %j', async (path) => {
    const response = await service.post('/v1/jobs', { verb: 'probe', input: { path } });
    expect([400, 404]).toContain(response.status);
    expect(await response.text()).not.toContain(folder.path);
  });

  it.each([
    [{ opacity: 2 }, 'opacity', 'expected a number in [0, 1], got 2'],
    [{ opactiy: 1 }, 'opactiy', 'opacity'],
    [{ model: './evil.js' }, 'model', 'expected one of manifold-ranking'],
    [{ model: 'onnx' }, 'model', 'expected one of'],
    [{ model: 'gaze,/tmp/x.mjs' }, 'model', 'expected one of'],
    [{ weights: '/etc/passwd' }, 'weights', 'unknown option'],
    [{ ffmpeg: '/bin/sh' }, 'ffmpeg', 'unknown option'],
    [{ queue: 'redis://evil' }, 'queue', 'unknown option'],
    [{ analysis: { path: '/tmp/x.json' } }, 'analysis', 'expected no path'],
    [{ analysis: '/tmp/x.json' }, 'analysis', 'expected an object'],
    [{ superpixels: 100, model: 'gaze' }, 'superpixels', 'expected an option of gaze'],
    [{ format: 'exe' }, 'format', 'expected one of'],
    [{ start: 'x' }, 'start', 'expected seconds'],
  ])('refuses the options %o by the tables of the flags', async (options, option, words) => {
    const response = await service.post('/v1/jobs', { verb: 'overlay', input: { path: 'below/a.mp4' }, options });
    const problem = (await response.json()) as { code: string; option: string; detail: string };
    expect([response.status, problem.option]).toEqual([400, option]);
    expect(problem.detail).toContain(words);
  });

  it('makes the smaller of two limits count', async () => {
    const job = async (maxPixels: number) =>
      (await service.job({ verb: 'probe', input: { path: 'below/a.mp4' }, options: { maxPixels } })).options;
    expect(await job(100)).toMatchObject({ maxPixels: 100 });
    expect(await job(1e6)).toMatchObject({ maxPixels: 2000 });
  });

  it('bounds the jobs of a client', async () => {
    const health = async () => (await service.fetch('/healthz')).json();
    await expect.poll(health, { timeout: 30_000 }).toMatchObject({ jobs: { queued: 0, running: 0 } });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => service.post('/v1/jobs', { verb: 'probe', input: { path: 'below/a.mp4' } })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 201, 429, 429, 429, 429]);
    expect(answers.find(({ status }) => status === 429)!.headers.get('Retry-After')).toBe('10');
  });

  it('bounds uploads, by their length and by the room of a client, and keeps nothing of those it refuses', async () => {
    const before = readdirSync(join(service.data, 'uploads'));
    const put = (bytes: number) => service.fetch('/v1/uploads', { method: 'PUT', body: new Uint8Array(bytes) });
    expect((await put(30_000)).status).toBe(413);
    const chunked = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 10; i++) controller.enqueue(new Uint8Array(5000));
        controller.close();
      },
    });
    const init = { method: 'PUT', body: chunked, duplex: 'half' };
    expect((await service.fetch('/v1/uploads', init)).status).toBe(413);
    expect((await put(0)).status).toBe(400);
    const form = { method: 'POST', body: new FormData() };
    expect((await service.fetch('/v1/uploads', form)).status).toBe(415);
    expect(readdirSync(join(service.data, 'uploads'))).toEqual(before);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await put(15_000)).status);
    expect(statuses.filter((status) => status === 507).length).toBeGreaterThan(0);
    expect(readdirSync(join(service.data, 'uploads')).length).toBe(
      before.length + statuses.filter((status) => status === 201).length,
    );
  });

  it('keeps nothing of an upload whose client goes away', async () => {
    const before = readdirSync(join(service.data, 'uploads')).length;
    await ask(port(), 'PUT /v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf', {
      destroyAfterMs: 200,
    });
    await expect.poll(() => readdirSync(join(service.data, 'uploads')).length).toBe(before);
  });

  it('makes no path of the names that clients give', async () => {
    const upload = await testServiceUpload('../../../evil\u202e\n"name.mp4');
    expect(upload.name).toBe('evilname.mp4');
    expect(readdirSync(join(service.data, 'uploads', upload.id)).sort()).toEqual(['content', 'record.json']);
    await service.fetch(`/v1/uploads/${upload.id}`, { method: 'DELETE' });
  });

  async function testServiceUpload(name: string): Promise<{ id: string; name: string }> {
    const response = await service.fetch(`/v1/uploads?name=${encodeURIComponent(name)}`, { method: 'POST', body: 'x' });
    return (await response.json()) as { id: string; name: string };
  }
});

describe('a service with tokens', () => {
  const as = (Authorization: string, path = '/v1/jobs', init: RequestInit = {}) =>
    closed.fetch(path, { ...init, headers: { Authorization } });

  it.each(['', 'Bearer', 'Bearer wrong', 'Bearer 0123456789abcdef', 'Basic 0123456789abcdef-anna'])(
    'refuses %j',
    async (header) => {
      const response = await as(header);
      expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="saliency"']);
    },
  );

  it('tells without a token that it is well, and no more', async () => {
    expect((await as('', '/healthz')).status).toBe(200);
    for (const path of ['/metrics', '/v1/uploads', '/v1/none', '/v1/jobs/../jobs']) {
      expect((await as('', path)).status).toBe(401);
    }
  });

  it('keeps the things of its clients apart', async () => {
    const [anna, bert] = ['Bearer 0123456789abcdef-anna', 'Bearer 0123456789abcdef-bert'];
    const { id } = (await (await as(anna, '/v1/uploads', { method: 'POST', body: 'x' })).json()) as { id: string };
    expect((await as(anna, `/v1/uploads/${id}`)).status).toBe(200);
    expect((await as(bert, `/v1/uploads/${id}`)).status).toBe(404);
    expect((await as(bert, `/v1/uploads/${id}`, { method: 'DELETE' })).status).toBe(404);
    const body = JSON.stringify({ verb: 'probe', input: { upload: id } });
    const ask = (Authorization: string) =>
      closed.fetch('/v1/jobs', {
        method: 'POST',
        body,
        headers: { Authorization, 'Content-Type': 'application/json' },
      });
    expect((await ask(bert)).status).toBe(404);
    const job = (await (await ask(anna)).json()) as { id: string };
    for (const path of ['', '/events', '/files', '/files/probe.json'])
      expect((await as(bert, `/v1/jobs/${job.id}${path}`)).status).toBe(404);
    expect(await (await as(bert)).json()).toEqual({ jobs: [] });
    expect(await (await as(anna)).json()).toMatchObject({ jobs: [{ id: job.id }] });
  });
});

describe('starting a service', () => {
  const start = (options: object, more: { token?: string } = {}) =>
    startService(
      { port: 0, data: folder.file('data'), log: 'none', ...options },
      { page: folder.file('page'), write: () => {}, ...more },
    );

  it.each([
    [
      { host: '0.0.0.0' },
      /^host: expected an address of this machine alone where no token is set, got 0\.0\.0\.0; set/,
    ],
    [{ tokenFile: '/none' }, /^tokenFile: \/none cannot be read: no such file/],
    [{ queue: 'redis://localhost' }, /^store: expected it beside queue/],
    [{ queue: 'redis://localhost', store: '/none' }, /^store: \/none: no such file/],
    [{ queue: 'localhost', store: '/tmp' }, /^queue: expected redis:/],
    [{ tlsCert: '/none' }, /^tlsKey: expected it beside tlsCert/],
    [{ tlsCert: '/none', tlsKey: '/none' }, /^tlsCert: \/none cannot be read/],
    [{ allow: '/none' }, /^allow: \/none: no such file/],
    [{ host: '192.0.2.1' }, /^host: /],
    [{ maxUpload: 'much' }, /^maxUpload: expected bytes such as/],
    [{ keep: '1y' }, /^keep: expected a time such as/],
    [{ origin: 'app.example' }, /^origin: expected origins such as/],
  ])('is refused with %o', async (options, words) => {
    await expect(start(options)).rejects.toThrow(words);
  });

  it('is refused with a token that can be guessed', async () => {
    await expect(start({}, { token: 'short' })).rejects.toThrow(
      /^tokenFile: expected tokens of 16 characters at least/,
    );
  });

  it('is refused on a port and on a folder that are in use', async () => {
    const port = Number(new URL(service.url).port);
    await expect(start({ port })).rejects.toThrow(`port: ${port} is in use on 127.0.0.1; choose another, or 0 for any`);
    const other = spawnSync(process.execPath, [
      '-e',
      `fs.writeFileSync(${JSON.stringify(join(folder.path, 'data', 'service.pid'))}, String(${process.ppid}))`,
    ]);
    expect(other.status).toBe(0);
    await expect(start({})).rejects.toThrow(/^data: .* is used by another service, process \d+/);
    writeFileSync(folder.file('data/service.pid'), '999999999');
    await (await start({})).stop();
  });

  it('may have TLS', async ({ skip }) => {
    const made = spawnSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
      ],
      { cwd: folder.path },
    );
    if (made.status !== 0) skip('openssl is not there');
    const secure = await start({ tlsCert: folder.file('cert.pem'), tlsKey: folder.file('key.pem') });
    expect(secure.url).toMatch(/^https:/);
    const status = await new Promise((done, fail) => {
      const ca = readFileSync(folder.file('cert.pem'));
      secureRequest(
        `${secure.url}/healthz`,
        { ca, servername: 'localhost', checkServerIdentity: () => undefined },
        (response) => {
          response.resume();
          done(response.statusCode);
        },
      )
        .on('error', fail)
        .end();
    });
    await secure.stop();
    expect(status).toBe(200);
  });
});
