import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { openTextOutput, writeText } from '#lib/files/text-output.js';
import { scratchFolder } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

describe('a text output', () => {
  it('appears when it is complete, piece after piece in order', async () => {
    const path = scratch.file('long.txt');
    const output = await openTextOutput(path);
    const pieces = Array.from({ length: 300 }, (_, i) => `${i} ${'ä'.repeat(1000)}\n`);
    for (const piece of pieces) await output.write(piece);
    await output.finish();
    expect(existsSync(path)).toBe(false);
    await output.commit();
    expect(readFileSync(path, 'utf8')).toBe(pieces.join(''));
  });

  it('leaves nothing behind when it is aborted', async () => {
    const before = readdirSync(scratch.path);
    const output = await openTextOutput(scratch.file('aborted.txt'));
    await output.write('x'.repeat(100_000));
    await output.abort();
    await output.abort();
    expect(readdirSync(scratch.path)).toEqual(before);
  });

  it('replaces what exists with force only, and never its input', async () => {
    const path = scratch.file('taken.txt');
    writeFileSync(path, 'old');
    await expect(writeText(path, 'new')).rejects.toThrow('exists; the option force overwrites it');
    await expect(writeText(path, 'new', { input: path, force: true })).rejects.toThrow('is the input itself');
    await writeText(path, 'new', { force: true });
    expect(readFileSync(path, 'utf8')).toBe('new');
  });
});
