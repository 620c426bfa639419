import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';
import { testService } from '../helpers/service.js';

const folder = scratchFolder();
let clip: Buffer<ArrayBuffer>;
beforeAll(() => {
  const path = makeClip(folder.file('long.mp4'), ...testsrc('640x360', '25', '30'), '-preset', 'ultrafast');
  clip = readFileSync(path) as Buffer<ArrayBuffer>;
});
afterAll(() => folder.remove());

describe('a service with limits', () => {
  it('ends a job that writes more than there is room for', async () => {
    const service = await testService({ maxDisk: `${clip.length + 5_000_000}B` });
    const options = { format: 'rawvideo', networks: 'off', temporal: 'off', analysisSize: 64 };
    const { id } = await service.job({ verb: 'convert', input: { upload: await service.upload(clip) }, options });
    expect(await service.ended(id)).toMatchObject({ state: 'failed', error: { code: 'ERR_NO_ROOM' }, results: [] });
    expect(existsSync(join(service.data, 'jobs', id, 'out'))).toBe(false);
    await service.close();
  });

  it.each([
    [{ maxTime: '1s' }, { duration: 29, refine: true }, /^input: was not done within 1 s$/],
    [{ maxDuration: '10s' }, {}, /^input: .*10/],
    [{ maxPixels: 100_000 }, {}, /^input: .*100000 pixels/],
  ])('ends a job beyond %o', async (limits, options, words) => {
    const service = await testService(limits);
    const input = { upload: await service.upload(clip) };
    const { id } = await service.job({ verb: 'convert', input, options: { networks: 'off', ...options } });
    const { state, error } = await service.ended(id);
    expect([state, error?.message]).toEqual(['failed', expect.stringMatching(words)]);
    await service.close();
  });

  it('removes jobs, results and uploads after a while', async () => {
    const service = await testService({ keep: '1s' });
    const upload = await service.upload(clip);
    const { id } = await service.job({ verb: 'probe', input: { upload } });
    await service.ended(id);
    const left = () => ['uploads', 'jobs'].flatMap((name) => readdirSync(join(service.data, name)));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    expect((await service.fetch(`/v1/jobs/${id}`)).status).toBe(404);
    expect(await (await service.fetch('/metrics')).text()).toContain('saliency_disk_bytes 0');
    await service.close();
  });
});
