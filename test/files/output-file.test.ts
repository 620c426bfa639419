import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { checkOutput, prepareOutput } from '#lib/files/output-file.js';
import { scratchFolder } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const input = scratch.file('in.mp4');
writeFileSync(input, 'clip');
const request = (path: string, more = {}) => ({ path, input, folder: false, force: false, ...more });

describe('checkOutput', () => {
  it('refuses the input itself, under any of its names, even with force', async () => {
    symlinkSync(input, scratch.file('soft.mp4'));
    linkSync(input, scratch.file('hard.mp4'));
    for (const path of [input, scratch.file('soft.mp4'), scratch.file('hard.mp4')]) {
      await expect(checkOutput(request(path, { force: true }))).rejects.toMatchObject({
        code: 'ERR_OPTION',
        message: expect.stringContaining('is the input itself'),
      });
    }
    expect(readFileSync(input, 'utf8')).toBe('clip');
  });

  it('refuses what exists unless it is told to overwrite', async () => {
    const there = scratch.file('there.mp4');
    writeFileSync(there, '');
    await expect(checkOutput(request(there))).rejects.toThrow('exists; the option force overwrites it');
    expect(await checkOutput(request(there, { force: true }))).toBe(there);
  });

  it('refuses a folder or a device in place of a file, even with force', async () => {
    await expect(checkOutput(request(scratch.path, { force: true }))).rejects.toThrow('is a folder');
    await expect(checkOutput(request('/dev/null', { force: true }))).rejects.toThrow('is not a regular file');
  });

  it('has nothing to compare with where the input is no file', async () => {
    const path = scratch.file('from-memory.png');
    expect(await checkOutput(request(path, { input: undefined }))).toBe(path);
  });

  it('refuses a folder that is missing', async () => {
    await expect(checkOutput(request(scratch.file('no/where.mp4')))).rejects.toMatchObject({
      code: 'ERR_OPTION',
      option: 'output',
    });
  });

  it.skipIf(process.getuid?.() === 0)('refuses a folder that may not be written to (not tried by root)', async () => {
    const locked = scratch.file('locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    await expect(checkOutput(request(`${locked}/out.mp4`))).rejects.toThrow('may not be written to');
  });
});

describe('prepareOutput', () => {
  it('leaves nothing when it is discarded', async () => {
    const before = readdirSync(scratch.path);
    const output = await prepareOutput(request(scratch.file('gone.mp4')));
    writeFileSync(output.temporary, 'half');
    await output.discard();
    expect(readdirSync(scratch.path)).toEqual(before);
  });

  it('does not overwrite what appeared in the meantime', async () => {
    const path = scratch.file('late.mp4');
    const output = await prepareOutput(request(path));
    writeFileSync(output.temporary, 'ours');
    writeFileSync(path, 'theirs');
    await expect(output.commit()).rejects.toThrow('exists');
    await output.discard();
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  it('takes numbered pictures of a longer sequence away, and nothing else', async () => {
    const path = scratch.file('maps');
    mkdirSync(path);
    for (const name of ['000001.png', '000002.png', 'notes.txt']) writeFileSync(`${path}/${name}`, 'old');
    const output = await prepareOutput(request(path, { folder: true, force: true }));
    writeFileSync(`${output.temporary}/000001.png`, 'new');
    await output.commit();
    expect(readdirSync(path).sort()).toEqual(['000001.png', 'notes.txt']);
    expect(readFileSync(`${path}/000001.png`, 'utf8')).toBe('new');
    expect(existsSync(output.temporary)).toBe(false);
  });
});
