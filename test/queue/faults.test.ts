import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { convert } from '#lib/pipeline/convert.js';
import { runCli } from '../helpers/cli-run.js';
import { binaries, makeClip, scratchFolder } from '../helpers/clips.js';
import { Machines, noRedis, redisNote, type Started, storeFiles, until } from '../helpers/machines.js';
import { modelPath } from '../helpers/model-modules.js';

const scratch = scratchFolder();
const machines = new Machines(scratch.path);
let clip = '';
let expected: Buffer;
let made = 0;

/** The clip has four segments of 20 s, 4 frames a second; the third one shows red, which no other one is led in by. */
const look = { size: 'analysis', analysisSize: 32, encoding: { codec: 'ffv1' } } as const;
const flags = ['--size', 'analysis', '--analysis-size', '32', '--codec', 'ffv1', '--model', modelPath('patient')];
const options = { ...look, model: modelPath('patient') };
const slow = { ...options, modelOptions: { sleep: 8 } };
const slowFlags = [...flags, '--sleep', '8'];
const next = () => scratch.file(`out-${made++}.mkv`);
const mapped = (workers: readonly Started[]) => workers.reduce((sum, one) => sum + one.events('mapped').length, 0);

beforeAll(async () => {
  if (noRedis) return;
  clip = makeClip(
    scratch.file('clip.mkv'),
    ...['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=4:d=50', '-f', 'lavfi', '-i', 'color=red:s=64x36:r=4:d=3'],
    ...['-f', 'lavfi', '-i', 'smptehdbars=s=64x36:r=4:d=22', '-filter_complex'],
    '[0]format=yuv420p[a];[1]format=yuv420p[b];[2]format=yuv420p[c];[a][b][c]concat=n=3',
  );
  const local = scratch.file('local.mkv');
  await convert(clip, local, options);
  expected = readFileSync(local);
  await machines.startRedis();
});
afterEach(() => machines.stopWorkers());
afterAll(async () => {
  await machines.stopAll();
  // Nothing is there where the test has done so.
  spawnSync('umount', [scratch.file('full')]);
  scratch.remove();
});

describe.skipIf(noRedis)(`with machines that fail${redisNote}, the clip is the same`, () => {
  it('where a worker is killed within a segment', async () => {
    const place = machines.place();
    const workers = [await machines.worker(place), await machines.worker(place)];
    const output = next();
    const done = convert(clip, output, { ...slow, ...place });
    await until('a segment is mapped', () => mapped(workers) > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await workers[0]!.kill();
    await done;
    expect(readFileSync(output).equals(expected)).toBe(true);
    expect(storeFiles(place.store)).toEqual([]);
  });

  it('where all workers are killed, and another one comes', async () => {
    const place = machines.place();
    const workers = [await machines.worker(place), await machines.worker(place)];
    const output = next();
    const done = convert(clip, output, { ...slow, ...place });
    await until('a segment is mapped', () => mapped(workers) > 0);
    await Promise.all(workers.map((worker) => worker.kill()));
    await machines.worker(place);
    await done;
    expect(readFileSync(output).equals(expected)).toBe(true);
    expect(storeFiles(place.store)).toEqual([]);
  });

  it('where Redis is gone for a while, and has forgotten everything when it is back', async () => {
    const place = machines.place();
    const worker = await machines.worker(place);
    const output = next();
    const done = convert(clip, output, { ...slow, ...place });
    await until('a segment is mapped', () => mapped([worker]) > 0);
    await machines.stopRedis();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await machines.startRedis();
    await done;
    expect(readFileSync(output).equals(expected)).toBe(true);
    expect(storeFiles(place.store)).toEqual([]);
    expect(worker.events().map(({ event }) => event)).toEqual(expect.arrayContaining(['disconnected', 'connected']));
  });

  it('where the clip cannot be decoded on one of the machines', async () => {
    const place = machines.place();
    const broken = scratch.file('broken-ffmpeg');
    writeFileSync(broken, `#!/bin/sh\n[ "$1" = -version ] && exec "${binaries.ffmpeg.path}" "$@"\nexit 1\n`);
    chmodSync(broken, 0o755);
    const bad = await machines.worker(place, [], { FFMPEG_PATH: broken });
    const output = next();
    const good = await machines.worker(place);
    const done = convert(clip, output, { ...slow, ...place });
    await done;
    expect(readFileSync(output).equals(expected)).toBe(true);
    expect(bad.events('failed').length).toBeGreaterThan(0);
    expect([mapped([bad]), mapped([good])]).toEqual([0, 4]);
    expect(storeFiles(place.store)).toEqual([]);
  });

  it('for two clients that want the same, whose segments are mapped once', async () => {
    const place = machines.place();
    const outputs = [next(), next()];
    const both = outputs.map((output) => convert(clip, output, { ...slow, ...place }));
    const worker = await machines.worker(place, ['--segments', '2']);
    await Promise.all(both);
    for (const output of outputs) expect(readFileSync(output).equals(expected)).toBe(true);
    expect(worker.events('mapped').filter(({ frames }) => Number(frames) > 0)).toHaveLength(4);
    expect(storeFiles(place.store)).toEqual([]);
  });

  it('where a worker is told to stop: it hands back what is not finished in time', async () => {
    const place = machines.place();
    const first = await machines.worker(place, ['--grace', '0']);
    const output = next();
    const done = convert(clip, output, { ...options, modelOptions: { sleep: 30 }, ...place });
    await until('a segment is mapped', () => mapped([first]) > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await first.kill('SIGTERM')).toBe(0);
    expect(first.events().map(({ event }) => event)).toEqual(expect.arrayContaining(['handed back', 'stopped']));
    await machines.worker(place);
    await done;
    expect(readFileSync(output).equals(expected)).toBe(true);
  });
});

describe.skipIf(noRedis)(`with machines that fail${redisNote}, one line says`, () => {
  it('that Redis does not come back', async () => {
    const place = machines.place();
    const worker = await machines.worker(place);
    const output = next();
    const client = machines.client(place, ['convert', clip, '-o', output, ...slowFlags, '--queue-wait', '2']);
    await until('a segment is mapped', () => mapped([worker]) > 0);
    await machines.stopRedis();
    try {
      expect(await client.ended).toBe(1);
      expect(client.stderr).toMatch(/^saliency: the queue unix:\/\/\S+ has not answered for 2 s \([^\n]*\)\n$/);
      expect(existsSync(output)).toBe(false);
      expect(storeFiles(place.store)).toEqual([]);
    } finally {
      await worker.kill();
      await machines.startRedis();
    }
  });

  it('that no worker is there', async () => {
    const place = machines.place();
    const client = machines.client(place, ['convert', clip, '-o', next(), ...flags, '--queue-wait', '2']);
    expect(await client.ended).toBe(1);
    expect(client.stderr).toMatch(/^saliency: no worker has served the queue unix:\S+ for 2 s; [^\n]*\n$/);
    expect(storeFiles(place.store)).toEqual([]);
  });

  it('that a segment kills what maps it, and one worker; other clips are done', async () => {
    const place = machines.place();
    const workers = await Promise.all([0, 1].map(() => machines.worker(place, ['--segments', '2'])));
    const [poisoned, good] = [next(), next()];
    const submit = ['submit', 'convert', clip, '--queue', place.queue, '--force', ...flags];
    const first = await runCli([...submit, '-o', poisoned, '--deadly']);
    const second = await runCli([...submit, '-o', good]);
    expect([first.code, second.code]).toEqual([0, 0]);
    const wait = (id: Buffer) => runCli(['jobs', id.toString().trim(), '--wait', '--queue', place.queue]);
    const [failed, done] = await Promise.all([wait(first.stdout), wait(second.stdout)]);
    expect(failed.stderr).toBe(`saliency: ${clip}: segment 3 was given up: its process was ended by SIGKILL\n`);
    expect([failed.code, done.code]).toEqual([1, 0]);
    expect(readFileSync(good).equals(expected)).toBe(true);
    expect(existsSync(poisoned)).toBe(false);
    expect(workers.filter(({ child }) => child.signalCode === 'SIGKILL')).toHaveLength(1);
    await until('the store is empty', () => storeFiles(place.store).length === 0);
  });

  it('that the model fails, in its own words', async () => {
    const place = machines.place();
    await machines.worker(place);
    const output = next();
    const client = machines.client(place, ['convert', clip, '-o', output, ...flags, '--throwing']);
    expect(await client.ended).toBe(1);
    expect(client.stderr).toMatch(/^saliency: [^\n]*it is red[^\n]*\n$/);
    expect(existsSync(output)).toBe(false);
    expect(storeFiles(place.store)).toEqual([]);
  });

  const folder = scratch.file('full');
  mkdirSync(folder);
  const noMount =
    process.getuid?.() !== 0 || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', folder]).status !== 0;
  it.skipIf(noMount)(`that the store is full${noMount ? ' (no small disk can be mounted here)' : ''}`, async () => {
    try {
      const place = { ...machines.place(), store: folder };
      await machines.worker(place);
      const output = next();
      const client = machines.client(place, ['convert', clip, '-o', output, ...flags]);
      expect(await client.ended).toBe(1);
      expect(client.stderr).toBe(`saliency: the store ${folder} could not be written: the disk is full\n`);
      expect(existsSync(output)).toBe(false);
      expect(storeFiles(folder)).toEqual([]);
    } finally {
      await machines.stopWorkers();
      execFileSync('umount', [folder]);
    }
  });
});

describe.skipIf(noRedis)(`a client that is gone${redisNote}`, () => {
  it('leaves nothing in the store, and no work', async () => {
    const place = machines.place();
    const worker = await machines.worker(place);
    const client = machines.client(place, ['convert', clip, '-o', next(), ...slowFlags, '--queue-wait', '1']);
    await until('a segment is mapped', () => mapped([worker]) > 0);
    await client.kill();
    await until('the rest is dropped', () => worker.events('dropped').length > 0);
    await until('the store is empty', () => storeFiles(place.store).length === 0);
    expect(mapped([worker])).toBeLessThan(4);
  });

  it('finds what was done when it comes again soon', async () => {
    const place = machines.place();
    const worker = await machines.worker(place, ['--keep', '60']);
    const output = next();
    const client = machines.client(place, ['convert', clip, '-o', output, ...slowFlags]);
    await until('a segment is mapped', () => mapped([worker]) > 0);
    expect(await client.kill('SIGINT')).toBe(130);
    await convert(clip, output, { ...slow, ...place });
    expect(readFileSync(output).equals(expected)).toBe(true);
    expect(worker.events('mapped').filter(({ frames, segment }) => segment === 0 && Number(frames) > 0)).toHaveLength(
      1,
    );
    expect(storeFiles(place.store)).toEqual([]);
  });
});
