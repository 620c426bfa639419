import { mkdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convert } from '#lib/pipeline/convert.js';
import { openStore } from '#lib/queue/open-store.js';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';
import { Machines, noRedis, redisNote } from '../helpers/machines.js';

const scratch = scratchFolder();
const machines = new Machines(scratch.path);
const work = 'a1'.repeat(32);
const other = 'b2'.repeat(32);
let bucket: S3rver;

beforeAll(async () => {
  mkdirSync(scratch.file('objects'));
  mkdirSync(scratch.file('folder'));
  const directory = scratch.file('objects');
  bucket = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'maps', configs: [] }],
  });
  const { port } = (await bucket.run()) as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
  });
});
afterAll(async () => {
  await machines.stopAll();
  await bucket.close();
  scratch.remove();
});

describe.each(['folder', 's3://maps/some/prefix', 's3://maps'])('the store %s', (name) => {
  const open = () => openStore(name.startsWith('s3:') ? name : scratch.file(name));
  const bytes = (text: string) => [Buffer.from(text), Buffer.from('.')];

  it('gives what was written, and nothing of what was not', async () => {
    const store = await open();
    expect(await store.read(work, 'order.json')).toBeUndefined();
    await store.write(work, 'order.json', bytes('one'));
    await store.write(work, 'order.json', bytes('two'));
    await store.write(other, '000000.maps', bytes('other'));
    expect((await store.read(work, 'order.json'))!.toString()).toBe('two.');
    const works = [];
    for await (const one of store.works()) works.push(one);
    expect(works.map((one) => one.work).sort()).toEqual([work, other]);
    for (const { changedMs } of works) expect(Math.abs(Date.now() - changedMs)).toBeLessThan(60_000);
    await store.remove(work);
    await store.remove(work);
    expect(await store.read(work, 'order.json')).toBeUndefined();
    expect((await store.read(other, '000000.maps'))!.toString()).toBe('other.');
    await store.remove(other);
    for await (const one of store.works()) expect(one).toBeUndefined();
    store.close();
  });
});

describe('a bucket', () => {
  it.each([
    [
      's3://nothing-there/x',
      'store: expected a bucket that can be used, got "s3://nothing-there/x": there is no such bucket',
    ],
    ['s3://', 'store: expected s3://bucket/prefix, got "s3://"'],
  ])('%s is refused', async (name, words) => {
    await expect(openStore(name)).rejects.toThrow(words);
  });

  it.skipIf(noRedis)(`holds the segments of a clip, which is the same${redisNote}`, async () => {
    await machines.startRedis();
    const clip = makeClip(scratch.file('clip.mkv'), ...testsrc('64x36', '2', '30'));
    const look = {
      size: 'analysis',
      analysisSize: 32,
      model: 'spectral-residual',
      encoding: { codec: 'ffv1' },
    } as const;
    const [here, there] = ['here', 'there'].map((name) => scratch.file(`${name}.mkv`));
    await convert(clip, here!, look);
    const place = { queue: machines.place().queue, store: 's3://maps/clips' };
    await machines.worker(place);
    await convert(clip, there!, { ...look, ...place });
    expect(readFileSync(there!).equals(readFileSync(here!))).toBe(true);
    const store = await openStore('s3://maps');
    for await (const one of store.works()) expect(one).toBeUndefined();
    store.close();
  });
});
