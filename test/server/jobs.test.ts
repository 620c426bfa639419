import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeClip, scratchFolder, show, testsrc } from '../helpers/clips.js';
import { type JobView, readEvents, type TestService, testService } from '../helpers/service.js';

const folder = scratchFolder();
let service: TestService;
let clip: Buffer<ArrayBuffer>;
let uploaded: string;

beforeAll(async () => {
  clip = readFileSync(
    makeClip(folder.file('a.mp4'), ...testsrc('96x64', '10', '0.8'), '-pix_fmt', 'yuv420p'),
  ) as Buffer<ArrayBuffer>;
  service = await testService({ concurrency: 2, allow: folder.path });
  uploaded = await service.upload(clip, 'My clip.mp4');
});

afterAll(async () => {
  await service.close();
  folder.remove();
});

describe('a job', () => {
  it('goes from an upload to an overlay, followed by events', async () => {
    const job = await service.job({ verb: 'overlay', input: { upload: uploaded }, options: { opacity: 0.8 } });
    expect(job).toMatchObject({ state: 'queued', name: 'My clip.mp4' });
    const events = await readEvents(await service.fetch(`/v1/jobs/${job.id}/events`));
    const end = events.at(-1)!;
    expect(end.event).toBe('end');
    expect(end.data).toMatchObject({ state: 'done', frames: 8, attempts: 1 });
    expect(events.some(({ data }) => (data as JobView).state === 'running')).toBe(true);
    const [result] = (end.data as JobView).results;
    expect(result).toMatchObject({ name: 'overlay.mp4', type: 'video/mp4' });
    const body = Buffer.from(await (await service.fetch(result!.href)).arrayBuffer());
    expect(body.length).toBe(result!.bytes);
    const { streams } = show(
      makeClip(folder.file('o.mp4'), '-i', writeFile('got.mp4', body), '-c', 'copy'),
      '-show_streams',
    );
    expect(streams[0]).toMatchObject({ width: 96, height: 64, nb_frames: '8' });
  });

  it.each([
    [
      'convert',
      { format: 'png', networks: 'off', size: 'analysis', overlay: { colormap: 'hot' } },
      ['overlay.mp4', 'saliency/000001.png'],
    ],
    ['convert', { format: 'npy', networks: 'off' }, ['saliency/000001.npy']],
    ['cutout', { background: 'black', networks: 'off' }, ['cutout.mp4']],
    ['analyze', { exports: ['otio', 'fcpxml', 'xmeml', 'edl'] }, ['analysis.json', 'analysis.otio', 'analysis.fcpxml']],
    ['reframe', { aspect: '1:1', path: 'fcpxml', networks: 'off' }, ['crop.fcpxml', 'reframed.mp4']],
    ['thumbnail', { count: 1, networks: 'off' }, [/^stills\/01_[\d-]+\.jpg$/]],
    ['report', { overlay: true }, ['clip.mp4', 'overlay.mp4', 'report.html']],
    ['probe', {}, ['probe.json']],
  ])('does %s with %o, and tells of no path', async (verb, options, expected) => {
    const { id } = await service.job({ verb, input: { upload: uploaded }, options });
    const job = await service.ended(id);
    expect(job.error).toBeUndefined();
    const names = job.results.map(({ name }) => name);
    for (const name of expected)
      expect(names).toContainEqual(typeof name === 'string' ? name : expect.stringMatching(name));
    for (const { href, bytes } of job.results) {
      const body = Buffer.from(await (await service.fetch(href)).arrayBuffer());
      expect(body.length).toBe(bytes);
      for (const form of [service.data, encodeURI(service.data)]) expect(body.includes(form)).toBe(false);
    }
    expect(readdirSync(join(service.data, 'jobs', id)).sort()).toEqual(['out', 'record.json']);
  });

  it('turns a picture into a heatmap', async () => {
    makeClip(folder.file('p.jpg'), ...testsrc('96x64', '1', '1'), '-frames:v', '1');
    const upload = await service.upload(readFileSync(folder.file('p.jpg')) as Buffer<ArrayBuffer>, 'p.jpg');
    const { id } = await service.job({ verb: 'image', input: { upload }, options: { kind: 'overlay', format: 'jpg' } });
    expect((await service.ended(id)).results).toMatchObject([{ name: 'overlay.jpg', type: 'image/jpeg' }]);
  });

  it('exports an analysis that another has made', async () => {
    const analyzed = await service.ended(
      (await service.job({ verb: 'analyze', input: { path: 'a.mp4' }, options: { networks: 'off' } })).id,
    );
    const analysis = await (await service.fetch(analyzed.results[0]!.href)).text();
    const upload = await service.upload(analysis, 'a.json');
    const { id } = await service.job({ verb: 'export', input: { upload }, options: { format: 'resolve-edl' } });
    expect((await service.ended(id)).results).toMatchObject([{ name: 'export.resolve-edl.edl' }]);
  });

  it('tells what is wrong with a clip, in words without a path', async () => {
    const { id } = await service.job({ verb: 'overlay', input: { upload: await service.upload('no clip', 'x.mp4') } });
    const { state, error, results } = await service.ended(id);
    expect({ state, results, code: error?.code }).toEqual({ state: 'failed', results: [], code: 'ERR_INPUT' });
    expect(error!.message).not.toContain('/');
    expect(service.log.join('')).toContain(`job failed job=${id}`);
  });

  it('is canceled while it runs, tried again, and removed', async () => {
    const long = makeClip(folder.file('long.mp4'), ...testsrc('640x360', '25', '20'), '-preset', 'ultrafast');
    const upload = await service.upload(readFileSync(long) as Buffer<ArrayBuffer>);
    const { id } = await service.job({
      verb: 'convert',
      input: { upload },
      options: { duration: 15, networks: 'off' },
    });
    await readEvents(await service.fetch(`/v1/jobs/${id}/events`), ({ event }) => event === 'progress');
    expect((await service.fetch(`/v1/jobs/${id}`, { method: 'DELETE' })).status).toBe(409);
    expect((await service.fetch(`/v1/uploads/${upload}`, { method: 'DELETE' })).status).toBe(409);
    expect((await service.post(`/v1/jobs/${id}/cancel`, {})).status).toBe(202);
    expect(await service.ended(id)).toMatchObject({ state: 'canceled', results: [] });
    expect(readdirSync(join(service.data, 'jobs', id))).toEqual(['record.json']);
    expect((await service.post(`/v1/jobs/${id}/cancel`, {})).status).toBe(409);
    expect((await service.post(`/v1/jobs/${id}/retry`, {})).status).toBe(202);
    await service.post(`/v1/jobs/${id}/cancel`, {});
    expect((await service.ended(id)).state).toBe('canceled');
    expect((await service.fetch(`/v1/uploads/${upload}`, { method: 'DELETE' })).status).toBe(204);
    expect((await service.post(`/v1/jobs/${id}/retry`, {})).status).toBe(404);
    expect((await service.fetch(`/v1/jobs/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await service.fetch(`/v1/jobs/${id}`)).status).toBe(404);
    expect(existsSync(join(service.data, 'jobs', id))).toBe(false);
  });

  it('goes on when the client that follows it goes away', async () => {
    const { id } = await service.job({ verb: 'convert', input: { upload: uploaded }, options: { networks: 'off' } });
    const leave = new AbortController();
    const response = await service.fetch(`/v1/jobs/${id}/events`, { signal: leave.signal });
    await readEvents(response, ({ event }) => event === 'state');
    leave.abort();
    expect((await service.ended(id)).state).toBe('done');
    const metrics = await (await service.fetch('/metrics')).text();
    expect(metrics).toContain('saliency_followers 0');
    expect(metrics).toMatch(/saliency_jobs\{state="done"\} [1-9]/);
  });

  it('is listed, newest first, by state and page', async () => {
    const list = async (query: string) =>
      ((await (await service.fetch(`/v1/jobs?${query}`)).json()) as { jobs: JobView[] }).jobs;
    const all = await list('limit=200');
    expect(all.length).toBeGreaterThan(5);
    expect(await list('state=failed')).toEqual(all.filter(({ state }) => state === 'failed'));
    expect((await list(`limit=2&before=${all[1]!.id}`)).map(({ id }) => id)).toEqual([all[2]!.id, all[3]!.id]);
    for (const query of ['state=x', 'limit=0', 'limit=x'])
      expect((await service.fetch(`/v1/jobs?${query}`)).status).toBe(400);
  });
});

describe('a result', () => {
  let href: string;
  let whole: Buffer;

  beforeAll(async () => {
    const { id } = await service.job({ verb: 'probe', input: { upload: uploaded } });
    href = (await service.ended(id)).results[0]!.href;
    whole = Buffer.from(await (await service.fetch(href)).arrayBuffer());
  });

  const get = async (headers: Record<string, string>, method = 'GET') => {
    const response = await service.fetch(href, { headers, method });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  };

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=10-', 10, undefined],
    ['bytes=-5', -5, undefined],
    ['bytes=5-999999999', 5, undefined],
  ])('is sent in parts: %s', async (range, start, end) => {
    const { status, headers, body } = await get({ Range: range });
    expect(status).toBe(206);
    expect(body.equals(whole.subarray(start, end))).toBe(true);
    expect(headers.get('Content-Range')).toBe(
      `bytes ${start < 0 ? whole.length + start : start}-${(end ?? whole.length) - 1}/${whole.length}`,
    );
  });

  it.each(['bytes=5-1', 'bytes=-', 'lines=1-2', 'bytes=0-1,4-5', 'bytes=x'])('is sent whole for %s', async (range) => {
    const { status, body } = await get({ Range: range });
    expect({ status, same: body.equals(whole) }).toEqual({ status: 200, same: true });
  });

  it.each(['bytes=999999999-', 'bytes=-0'])('has none of %s', async (range) => {
    const { status, headers } = await get({ Range: range });
    expect(status).toBe(416);
    expect(headers.get('Content-Range')).toBe(`bytes */${whole.length}`);
  });

  it('is known by its tag and its date', async () => {
    const { headers } = await get({}, 'HEAD');
    const [etag, modified] = [headers.get('ETag')!, headers.get('Last-Modified')!];
    expect(headers.get('Content-Length')).toBe(String(whole.length));
    expect((await get({ 'If-None-Match': etag })).status).toBe(304);
    expect((await get({ 'If-None-Match': '"other"' })).status).toBe(200);
    expect((await get({ 'If-Modified-Since': modified })).status).toBe(304);
    expect((await get({ Range: 'bytes=0-1', 'If-Range': etag })).status).toBe(206);
    expect((await get({ Range: 'bytes=0-1', 'If-Range': modified })).status).toBe(206);
    expect((await get({ Range: 'bytes=0-1', 'If-Range': '"other"' })).status).toBe(200);
  });

  it('is closed when the client goes away', async () => {
    if (!existsSync('/proc/self/fd')) return;
    const { id } = await service.job({
      verb: 'convert',
      input: { upload: uploaded },
      options: { codec: 'ffv1', format: 'mkv', networks: 'off' },
    });
    const [result] = (await service.ended(id)).results;
    const open = () =>
      readdirSync('/proc/self/fd').filter(
        (fd) => statOf(`/proc/self/fd/${fd}`) === statOf(join(service.data, 'jobs', id, 'out', result!.name)),
      );
    const leave = new AbortController();
    await service.fetch(result!.href, { signal: leave.signal });
    leave.abort();
    await service.fetch(result!.href, { method: 'HEAD' });
    await expect.poll(() => open().length).toBe(0);
  });
});

function statOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function writeFile(name: string, body: Buffer): string {
  const path = folder.file(name);
  writeFileSync(path, body);
  return path;
}
