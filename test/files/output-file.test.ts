import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
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
const request = (path: string, more = {}) => ({ path, input, folder: undefined, force: false, ...more });

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

  const pictures = /^\d{6,}\.png$/;
  const listed = '.saliency-files.json';
  const fill = async (path: string, names: readonly string[], content: string) => {
    const output = await prepareOutput(request(path, { folder: pictures, force: true }));
    for (const name of names) writeFileSync(`${output.temporary}/${name}`, content);
    await output.commit();
    expect(existsSync(output.temporary)).toBe(false);
  };

  it('takes numbered pictures of its own longer sequence away, and nothing else', async () => {
    const path = scratch.file('maps');
    await fill(path, ['000001.png', '000002.png'], 'older');
    writeFileSync(`${path}/notes.txt`, 'old');
    await fill(path, ['000001.png'], 'new');
    expect(readdirSync(path).sort()).toEqual([listed, '000001.png', 'notes.txt']);
    expect(readFileSync(`${path}/000001.png`, 'utf8')).toBe('new');
  });

  it.each([
    ['has made', (path: string) => mkdirSync(path)],
    ['has changed', (path: string) => fill(path, ['000001.png', '000002.png'], 'ours')],
  ])('does not touch a picture that somebody else %s, even with force', async (what, prepare) => {
    const path = scratch.file(`pictures that somebody ${what}`);
    await prepare(path);
    writeFileSync(`${path}/000002.png`, 'holiday');
    await expect(fill(path, ['000001.png'], 'new')).rejects.toThrow(/000002\.png" was not written by this program/);
    expect(readFileSync(`${path}/000002.png`, 'utf8')).toBe('holiday');
  });

  it('does not replace a picture that appeared in the meantime', async () => {
    const path = scratch.file('late pictures');
    mkdirSync(path);
    const output = await prepareOutput(request(path, { folder: pictures, force: true }));
    writeFileSync(`${output.temporary}/000001.png`, 'ours');
    writeFileSync(`${path}/000001.png`, 'theirs');
    await expect(output.commit()).rejects.toThrow('was not written by this program');
    await output.discard();
    expect(readFileSync(`${path}/000001.png`, 'utf8')).toBe('theirs');
  });

  it('believes no list that leads out of its folder', async () => {
    const path = scratch.file('planted list');
    mkdirSync(path);
    writeFileSync(scratch.file('victim'), 'kept');
    const { size: bytes, mtimeMs } = statSync(scratch.file('victim'));
    const planted = [{ name: '../victim', bytes, mtimeMs: Math.floor(mtimeMs) }];
    writeFileSync(`${path}/${listed}`, JSON.stringify({ writtenBySaliency: planted }));
    await fill(path, ['000001.png'], 'new');
    expect(readFileSync(scratch.file('victim'), 'utf8')).toBe('kept');
  });

  it('lets exactly one of many writers of a new path succeed', async () => {
    for (const folder of [undefined, pictures]) {
      const path = scratch.file(folder ? 'raced' : 'raced.mp4');
      const writers = await Promise.all(Array.from({ length: 12 }, () => prepareOutput(request(path, { folder }))));
      for (const [i, { temporary }] of writers.entries()) {
        writeFileSync(folder ? `${temporary}/000001.png` : temporary, `writer ${i}`);
      }
      const ends = await Promise.allSettled(writers.map((writer) => writer.commit()));
      await Promise.all(writers.map((writer) => writer.discard()));
      const winners = ends.flatMap(({ status }, i) => (status === 'fulfilled' ? [`writer ${i}`] : []));
      expect(winners).toHaveLength(1);
      expect(readFileSync(folder ? `${path}/000001.png` : path, 'utf8')).toBe(winners[0]);
      for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ option: 'output' });
    }
  });

  it('writes under a name of its own, which is not to be foreseen', async () => {
    const path = scratch.file('named.mp4');
    const outputs = [await prepareOutput(request(path)), await prepareOutput(request(path))];
    const [one, two] = outputs.map(({ temporary }) => /([\da-f]{24})\.part$/.exec(temporary)?.[1]);
    expect(one).toBeDefined();
    expect(two).toBeDefined();
    expect(one).not.toBe(two);
    expect(existsSync(outputs[0]!.temporary)).toBe(true);
    for (const output of outputs) await output.discard();
  });

  it('replaces a link, and not the file that it leads to', async () => {
    writeFileSync(scratch.file('pointed at'), 'kept');
    symlinkSync(scratch.file('pointed at'), scratch.file('link.mp4'));
    const output = await prepareOutput(request(scratch.file('link.mp4'), { force: true }));
    writeFileSync(output.temporary, 'new');
    await output.commit();
    expect(readFileSync(scratch.file('pointed at'), 'utf8')).toBe('kept');
    expect(readFileSync(scratch.file('link.mp4'), 'utf8')).toBe('new');
    symlinkSync(scratch.file('nowhere'), scratch.file('dangling.mp4'));
    await expect(checkOutput(request(scratch.file('dangling.mp4')))).rejects.toThrow('exists');
  });

  it('removes what a killed run has left of the same output, and nothing of one that runs', async () => {
    const path = scratch.file('killed.mp4');
    const url = new URL('../../dist/files/output-file.js', import.meta.url).href;
    const begin = (end: string) =>
      `const { prepareOutput } = await import(${JSON.stringify(url)});
       await prepareOutput(${JSON.stringify({ path, force: true })});
       console.log('begun');
       ${end}`;
    const killed = spawnSync(process.execPath, ['-e', begin("process.kill(process.pid, 'SIGKILL');")], {
      timeout: 30_000,
    });
    expect(killed.signal).toBe('SIGKILL');
    const running = spawn(process.execPath, ['-e', begin('setInterval(() => {}, 1000);')], { timeout: 30_000 });
    try {
      await once(running.stdout, 'data');
      const parts = () => readdirSync(scratch.path).filter((name) => name.startsWith('.killed.mp4.'));
      expect(parts()).toHaveLength(2);
      const output = await prepareOutput(request(path));
      await output.commit();
      expect(parts()).toEqual([expect.stringContaining(`.${running.pid}-`)]);
    } finally {
      running.kill('SIGKILL');
    }
  });
});
