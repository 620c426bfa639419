import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { program, runCli } from '../helpers/cli-run.js';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';
import { testService } from '../helpers/service.js';

const folder = scratchFolder();
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children.reverse()) {
    if (child.exitCode !== null) continue;
    const ended = new Promise((done) => child.once('close', done));
    child.kill('SIGKILL');
    await ended;
  }
  folder.remove();
});

/** Starts a program. @returns what it has said so far. */
function start(command: string, args: readonly string[]): () => string {
  const child = spawn(command, args, { timeout: 120_000, killSignal: 'SIGKILL' });
  children.push(child);
  let said = '';
  child.stdout.resume();
  child.stderr.on('data', (text: Buffer) => {
    said += text;
  });
  return () => said;
}

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

describe.skipIf(!hasRedis)('a service with a queue', () => {
  it('has segments mapped by workers elsewhere, to the same result', async () => {
    const socket = folder.file('redis.sock');
    start('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no']);
    await expect.poll(() => existsSync(socket), { timeout: 20_000 }).toBe(true);
    const [queue, store] = [`unix://${socket}`, folder.file('store')];
    mkdirSync(store);
    const worker = start(process.execPath, [program, 'worker', '--queue', queue, '--store', store]);
    const clip = makeClip(folder.file('clip.mp4'), ...testsrc('96x64', '5', '45'));
    const service = await testService({ queue, store, queueWait: 60 });
    const upload = await service.upload(readFileSync(clip) as Buffer<ArrayBuffer>);
    const options = { networks: 'off', codec: 'ffv1', format: 'mkv', analysisSize: 64 };
    const { id } = await service.job({ verb: 'convert', input: { upload }, options });
    const job = await service.ended(id);
    expect([job.error, job.frames]).toEqual([undefined, 225]);
    expect(worker().match(/ mapped /g)).toHaveLength(3);
    const here = folder.file('here.mkv');
    const flags = ['--networks', 'off', '--codec', 'ffv1', '--analysis-size', '64'];
    expect((await runCli(['convert', clip, '-o', here, ...flags])).code).toBe(0);
    const hash = (path: string) =>
      spawnSync(process.env.FFMPEG_PATH!, ['-v', 'error', '-i', path, '-f', 'md5', '-']).stdout.toString();
    const there = join(service.data, 'jobs', id, 'out', 'saliency.mkv');
    expect(hash(there)).toBe(hash(here));
    await service.close();
  });
});
