import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeAnalysis } from '#lib/pipeline/analyze/analyze.js';
import { convert } from '#lib/pipeline/convert.js';
import { reframe } from '#lib/pipeline/reframe/reframe.js';
import { writeReport } from '#lib/pipeline/report/report.js';
import { thumbnails } from '#lib/pipeline/thumbnails.js';
import { openEngine } from '#lib/queue/engine.js';
import { parseQueueAddress } from '#lib/queue/queue-address.js';
import { listWorkers, tellWorker } from '#lib/queue/worker-list.js';
import { runCli } from '../helpers/cli-run.js';
import { makeClip, scratchFolder } from '../helpers/clips.js';
import { Machines, noRedis, redisNote, Started, storeFiles, until } from '../helpers/machines.js';
import { modelPath } from '../helpers/model-modules.js';

const scratch = scratchFolder();
const machines = new Machines(scratch.path);
let clip = '';

/** Two segments and a bit, with a cut. */
beforeAll(async () => {
  if (noRedis) return;
  clip = makeClip(
    scratch.file('clip.mkv'),
    ...['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=3:d=25', '-f', 'lavfi', '-i', 'smptehdbars=s=64x36:r=3:d=20'],
    ...['-filter_complex', '[0]format=yuv420p[a];[1]format=yuv420p[b];[a][b]concat=n=2'],
  );
  await machines.startRedis();
});
afterEach(() => machines.stopWorkers());
afterAll(async () => {
  await machines.stopAll();
  scratch.remove();
});

describe.skipIf(noRedis)(`a clip that other machines map${redisNote}`, () => {
  it('becomes the same, whatever is made of it', async () => {
    const place = machines.place();
    await machines.worker(place, ['--segments', '2']);
    const make = async (name: string, how: object) => {
      const run = { ...how, analysisSize: 48 };
      const file = (end: string) => scratch.file(`${name}-${end}`);
      const encoding = { codec: 'ffv1', bitDepth: 16 } as const;
      const analysis = { path: file('beside.json') };
      await convert(clip, file('maps.mkv'), { ...run, size: 'analysis', encoding, analysis });
      await writeAnalysis(clip, file('analysis.json'), { ...run, quietZones: true });
      await writeReport(clip, file('report.html'), run);
      await reframe(clip, undefined, { ...run, aspect: '1:1', path: file('path.json') });
      await thumbnails(clip, file('still.png'), { ...run, count: 1 });
      const ends = ['maps.mkv', 'beside.json', 'analysis.json', 'report.html', 'path.json', 'still.png'];
      return ends.map((end) => readFileSync(file(end)).toString('latin1'));
    };
    const here = await make('here', {});
    const there = await make('there', place);
    for (const [i, text] of there.entries()) expect(text === here[i]).toBe(true);
    expect(storeFiles(place.store)).toEqual([]);
  });

  it('needs neither of both alone, nor a stream, nor arrays, nor a store of its own', async () => {
    const { queue, store } = machines.place();
    const output = scratch.file('refused.mkv');
    await expect(convert(clip, output, { queue })).rejects.toThrow('queue: expected a store beside it, got none');
    await expect(convert(clip, output, { store })).rejects.toThrow('store: expected a queue beside it, got none');
    await expect(convert('-', output, { queue, store })).rejects.toThrow('queue: expected a file as input, got -');
    await expect(convert(clip, output, { queue, store, resume: true })).rejects.toThrow('resume: expected no queue');
    const arrays = { encoding: { format: 'npy' } } as const;
    await expect(convert(clip, scratch.file('a'), { ...arrays, queue, store })).rejects.toThrow(
      'queue: expected pictures',
    );
  });

  it('is refused by workers of another version, in one line', async () => {
    const place = machines.place();
    const engine = await openEngine(place.queue);
    await tellWorker(engine, { id: 'old', host: 'h', pid: 1, version: '0.0.1', segments: 1 }, 60_000);
    await engine.close();
    const client = machines.client(place, ['convert', clip, '-o', scratch.file('v.mkv')]);
    expect(await client.ended).toBe(2);
    expect(client.stderr).toMatch(
      /^saliency: --queue: expected workers of version \S+, which this program is, at unix:\S+; got 0\.0\.1\n$/,
    );
    expect(storeFiles(place.store)).toEqual([]);
  });

  it('is not mapped by a worker that has another store', async () => {
    const place = machines.place();
    await machines.worker({ ...place, store: machines.place().store });
    const client = machines.client(place, ['convert', clip, '-o', scratch.file('s.mkv')]);
    expect(await client.ended).toBe(1);
    expect(client.stderr).toMatch(
      /^saliency: the store \S+ does not hold this work: workers and clients have to name the same one\n$/,
    );
  });

  it.each<readonly [string, (place: { queue: string; store: string }) => object, RegExp, number]>([
    [
      'a Redis that is not there',
      () => ({ queue: 'redis://127.0.0.1:1' }),
      /127\.0\.0\.1:1 cannot be reached \(the connection is refused\); Redis or Valkey has to run there/,
      1,
    ],
    [
      'a socket that is not there',
      () => ({ queue: 'unix:///nowhere.sock' }),
      /cannot be reached \(there is no such socket\)/,
      1,
    ],
    [
      'what is no address',
      () => ({ queue: 'http://host' }),
      /--queue: expected redis:\/\/host, rediss:\/\/host or unix:\/\/\/path, got "http:\/\/host"/,
      2,
    ],
    [
      'a database that is none',
      () => ({ queue: 'redis://127.0.0.1/x' }),
      /--queue: expected the number of a database, got "x"/,
      2,
    ],
    ['a store that is a file', () => ({ store: clip }), /--store: expected a folder, got the file/, 2],
    [
      'a store that is not there',
      () => ({ store: scratch.file('nothing') }),
      /--store: expected a folder that all machines see, got "\S+": no such file or folder/,
      2,
    ],
  ])('tells of %s', async (_, wrong, words, code) => {
    const place = { ...machines.place(), ...wrong(machines.place()) };
    for (const args of [['convert', clip, '-o', scratch.file('e.mkv')], ['worker']]) {
      const run = machines.client(place, args);
      expect(await run.ended).toBe(code);
      expect(run.stderr).toMatch(words);
      expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('tells of packages that are not installed', async () => {
    const place = machines.place();
    const blocker = scratch.file('blocker.mjs');
    writeFileSync(
      blocker,
      `import { registerHooks } from 'node:module';
registerHooks({ resolve(name, context, next) {
  if (name === 'bullmq') throw Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
} });`,
    );
    const { stderr, code } = await runCli(
      ['convert', clip, '-o', scratch.file('p.mkv'), '--queue', place.queue, '--store', place.store],
      {
        env: { NODE_OPTIONS: `--import=${blocker}` },
      },
    );
    if (stderr.includes('registerHooks')) return;
    expect(stderr).toBe('saliency: a queue needs packages that are not installed: npm install bullmq ioredis\n');
    expect(code).toBe(1);
  });
});

describe.skipIf(noRedis)(`clips that are submitted${redisNote}`, () => {
  it('are done when the client is gone, once; and again when their outputs are', async () => {
    const place = machines.place();
    const list = scratch.file('list.txt');
    const second = scratch.file('second.mkv');
    writeFileSync(second, readFileSync(clip));
    writeFileSync(list, `${second}\n\n`);
    const folder = scratch.file('submitted');
    mkdirSync(folder);
    const queue = ['--queue', place.queue];
    const args = ['submit', 'analyze', clip, '--from', list, '-o', `${folder}/`, '--analysis-size', '48', ...queue];
    const first = await runCli(args);
    const id = first.stdout.toString().trim();
    expect(first).toMatchObject({ code: 0, stderr: '2 clips submitted\n' });
    expect((await runCli(['jobs', ...queue])).stdout.toString()).toContain(`${id}  `);
    const worker = await machines.worker(place, ['--segments', '2']);
    const waited = await runCli(['jobs', id, '--wait', '--json', ...queue]);
    expect(waited.stderr).toBe('');
    const { clips } = JSON.parse(waited.stdout.toString());
    expect(clips.map(({ state }: { state: string }) => state)).toEqual(['done', 'done']);
    const local = scratch.file('alone.json');
    await writeAnalysis(clip, local, { analysisSize: 48 });
    expect(readFileSync(join(folder, 'clip.analysis.json'), 'utf8') === readFileSync(local, 'utf8')).toBe(true);
    expect(storeFiles(place.store)).toEqual([]);

    const again = await runCli(args);
    expect(again.stdout.toString().trim()).toBe(id);
    expect(again.stderr).toBe('2 clips submitted, 2 of them done already\n');
    rmSync(join(folder, 'second.analysis.json'));
    expect((await runCli(args)).stderr).toBe('2 clips submitted, 1 of them done already\n');
    expect((await runCli(['jobs', id, '--wait', ...queue])).code).toBe(0);
    expect(worker.events('joined')).toHaveLength(3);
  });

  it('tell why they failed, and are tried again when asked', async () => {
    const place = machines.place();
    const queue = ['--queue', place.queue];
    const output = scratch.file('exists.json');
    writeFileSync(output, 'mine');
    await machines.worker(place);
    const id = (await runCli(['submit', 'analyze', clip, '-o', output, ...queue])).stdout.toString().trim();
    const failed = await runCli(['jobs', id, '--wait', ...queue]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/exists\.json" exists; /);
    expect(failed.stdout.toString()).toMatch(/ {2}failed {5}\S+clip\.mkv: .*exists/);
    rmSync(output);
    const retried = await runCli(['jobs', id, '--retry', '--wait', ...queue]);
    expect([retried.stderr, retried.code]).toEqual(['', 0]);
    expect(JSON.parse(readFileSync(output, 'utf8')).frames).toHaveLength(135);
  });

  it('are cancelled within a segment, and leave nothing', async () => {
    const place = machines.place();
    const queue = ['--queue', place.queue];
    const worker = await machines.worker(place);
    const flags = ['--model', modelPath('patient'), '--sleep', '30', '--analysis-size', '48', '--force'];
    const output = scratch.file('cancelled.json');
    const id = (await runCli(['submit', 'analyze', clip, '-o', output, ...flags, ...queue])).stdout.toString().trim();
    await until('a segment is mapped', () => worker.events('mapped').length > 0);
    expect((await runCli(['jobs', id, '--cancel', ...queue])).stdout.toString()).toContain('1 clip: ');
    const waited = await runCli(['jobs', id, '--wait', ...queue]);
    expect(waited).toMatchObject({ code: 1, stderr: `saliency: ${clip}: is cancelled\n` });
    await until('the store is empty', () => storeFiles(place.store).length === 0);
    expect(worker.events('mapped').length).toBeLessThan(3);
  });

  it.each([
    [
      ['submit', 'cutout', 'a.mp4'],
      'expected one of convert, overlay, analyze, reframe, thumbnail, report to submit, got "cutout"',
    ],
    [['submit', 'convert', '-', '-o', 'x.mp4'], 'expected files to submit, got -'],
    [['submit', 'convert', 'a.mp4', '--ffmpeg', 'x'], '--ffmpeg: expected none: workers do what is submitted'],
    [['submit', 'convert', '--from', '/nowhere.txt'], '/nowhere.txt: no such file or folder'],
    [['submit', 'convert', '/nowhere.mp4'], '/nowhere.mp4: no such file'],
    [['submit', 'convert', 'a.mp4', '--crf', 'x', '--nonsense'], "unknown option '--nonsense'"],
    [['jobs', 'abc'], 'expected the id of a submission, got "abc", which is not known'],
    [['jobs', '--wait'], '--wait: expected the id of a submission, got none'],
  ])('are refused: %j', async (args, words) => {
    const { stderr, code } = await runCli([...args, '--queue', machines.place().queue]);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect([2, 3]).toContain(code);
  });
});

describe.skipIf(noRedis)(`a worker${redisNote}`, () => {
  it('is listed while it is there, and logs words', async () => {
    const place = machines.place();
    const worker = new Started(process.execPath, [
      'bin/saliency.js',
      'worker',
      '--queue',
      place.queue,
      '--store',
      place.store,
    ]);
    try {
      await until('it has started', () => worker.stderr.includes('started'));
      const engine = await openEngine(place.queue);
      expect(await listWorkers(engine)).toMatchObject([{ pid: worker.child.pid }]);
      expect(await worker.kill('SIGINT')).toBe(0);
      expect(await listWorkers(engine)).toEqual([]);
      await engine.close();
      expect(worker.stderr).toMatch(/stopping {2}seconds 30\n.*stopped\n$/);
    } finally {
      await worker.kill();
    }
  });
});

describe('the address of a queue', () => {
  it.each([
    ['redis://host', { host: 'host', port: 6379 }, 'redis://host:6379'],
    [
      'redis://me:se%20cret@host:7000/2',
      { username: 'me', password: 'se cret', host: 'host', port: 7000, db: 2 },
      'redis://host:7000',
    ],
    [
      'rediss://:pw@[::1]',
      { password: 'pw', host: '::1', port: 6379, tls: { servername: '::1' } },
      'rediss://[::1]:6379',
    ],
    ['unix:///run/redis.sock?db=3', { path: '/run/redis.sock', db: 3 }, 'unix:///run/redis.sock'],
  ])('%s is taken apart, and named without its password', (text, options, name) => {
    expect(parseQueueAddress(text)).toEqual({ options, name });
  });

  it('is refused without its password', () => {
    expect(() => parseQueueAddress('http://me:secret@host')).toThrow('got "http://…@host"');
  });
});
