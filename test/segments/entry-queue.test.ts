import { expect, it } from 'vitest';
import { EntryQueue } from '#lib/segments/entry-queue.js';

const entry = (pts: number) => ({ time: { pts, timeBase: { num: 1, den: 25 } }, levels: new Uint8Array(), cut: false });

it('gives entries in order, those that come while it is read too', async () => {
  const queue = new EntryQueue();
  for (const pts of [1, 2]) queue.add(entry(pts));
  const seen: number[] = [];
  for await (const { time } of queue.read()) {
    seen.push(time.pts);
    if (time.pts === 2)
      setImmediate(() => {
        queue.add(entry(3));
        queue.end();
      });
  }
  expect(seen).toEqual([1, 2, 3]);
});

it('throws what went wrong once all entries before it are read', async () => {
  const queue = new EntryQueue();
  queue.add(entry(1));
  queue.fail(new Error('lost'));
  const entries = queue.read();
  expect((await entries.next()).value).toMatchObject({ time: { pts: 1 } });
  await expect(entries.next()).rejects.toThrow('lost');
});
