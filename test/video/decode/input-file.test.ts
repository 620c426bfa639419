import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { openInputFile } from '#lib/video/decode/input-file.js';
import { scratchFolder } from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

describe('openInputFile', () => {
  it('keeps standard input in a file until it is removed', async () => {
    const input = await openInputFile('-', { stdin: Readable.from([Buffer.from('cl'), Buffer.from('ip')]) });
    expect(input.name).toBe('standard input');
    expect(readFileSync(input.path, 'utf8')).toBe('clip');
    await input.remove();
    expect(existsSync(input.path)).toBe(false);
  });

  it('bounds what it takes from a stream', async () => {
    const stdin = Readable.from([Buffer.alloc(10), Buffer.alloc(10)]);
    await expect(openInputFile('-', { stdin, maxBytes: 15 })).rejects.toThrow(
      'standard input: is longer than 15 bytes',
    );
  });

  it('refuses a stream without bytes', async () => {
    await expect(openInputFile('-', { stdin: Readable.from([]) })).rejects.toMatchObject({ code: 'ERR_INPUT' });
  });

  it('takes a file as it is and never removes it', async () => {
    const path = scratch.file('own.mp4');
    writeFileSync(path, 'clip');
    const input = await openInputFile(path);
    await input.remove();
    expect(input.path).toBe(path);
    expect(existsSync(path)).toBe(true);
  });
});
