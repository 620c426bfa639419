import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BytePipe, type ByteReader, StreamBytes } from '#lib/video/decode/byte-pipe.js';

/** What the other end sends: 10 bytes in uneven parts. */
const parts = [[0], [1, 2, 3, 4, 5], [6], [7, 8, 9]].map((bytes) => Buffer.from(bytes));

async function overSockets(): Promise<ByteReader> {
  const pipe = (await BytePipe.open())!;
  for (const part of parts) pipe.childEnd.write(part);
  pipe.childEnd.end();
  return pipe;
}

describe.each([
  ['BytePipe', overSockets],
  ['StreamBytes', async () => new StreamBytes(Readable.from(parts))],
])('%s', (_, open) => {
  it('fills one buffer after the other, and says when the bytes end before one is full', async () => {
    const bytes = await open();
    const buffer = new Uint8Array(new SharedArrayBuffer(4));
    expect(await bytes.fill(buffer)).toBe(true);
    expect([...buffer]).toEqual([0, 1, 2, 3]);
    expect(await bytes.fill(buffer)).toBe(true);
    expect([...buffer]).toEqual([4, 5, 6, 7]);
    expect(await bytes.fill(buffer)).toBe(false);
    expect(await bytes.fill(buffer)).toBe(false);
    bytes.close();
  });

  it('ends a fill that waits when it is closed', async () => {
    const bytes = await open();
    const buffer = new Uint8Array(64);
    const filling = bytes.fill(buffer);
    bytes.close();
    expect(await filling.catch(() => false)).toBe(false);
  });
});
