import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../helpers/cli-run.js';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';
import { type JobView, readEvents } from '../helpers/service.js';

const folder = scratchFolder();
let running: ChildProcess | undefined;
let url = '';
let log = '';

beforeAll(() => {
  makeClip(folder.file('long.mp4'), ...testsrc('320x180', '25', '60'), '-preset', 'ultrafast');
  makeClip(folder.file('short.mp4'), ...testsrc('32x32', '5', '0.4'));
});

afterEach(() => {
  running?.kill('SIGKILL');
});
afterAll(() => folder.remove());

/** Starts the program, and waits until it listens. */
function serve(...args: string[]): Promise<void> {
  log = '';
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', folder.file('data'), ...args], {
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  running = child;
  return new Promise((listening, failed) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      url = /listening url=(\S+)/.exec(log)?.[1] ?? url;
      if (log.includes('listening')) listening();
    });
    child.on('close', (code) => failed(new Error(`exit ${code}: ${log}`)));
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

async function job(input: string, options: object): Promise<string> {
  const body = JSON.stringify({ verb: 'convert', input: { path: input }, options: { networks: 'off', ...options } });
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${url}/v1/jobs`, { method: 'POST', body, headers });
  return ((await response.json()) as JobView).id;
}

const record = (id: string) =>
  JSON.parse(readFileSync(join(folder.path, 'data', 'jobs', id, 'record.json'), 'utf8')) as JobView;
const end = async (id: string) =>
  (await readEvents(await fetch(`${url}/v1/jobs/${id}/events`))).at(-1)!.data as JobView;
const begun = async (id: string) => {
  await readEvents(await fetch(`${url}/v1/jobs/${id}/events`), ({ event }) => event === 'progress');
};

/** Processes that work in the folder. */
function workers(): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return []; // It has ended meanwhile.
      }
    })
    .filter((line) => line.includes(`${folder.path}/data/jobs`));
}

describe('a service that is killed', () => {
  it('has all accepted jobs when it starts again, goes on with them, and keeps nothing half done', async () => {
    await serve('--allow', folder.path);
    const long = await job('long.mp4', { analysisSize: 64, duration: 45 });
    const waiting = await Promise.all([job('short.mp4', {}), job('short.mp4', { format: 'png' })]);
    await begun(long);
    // Segments that are finished are kept: the first 20 seconds.
    const store = join(folder.path, 'data', 'jobs', long, 'out', 'saliency.mp4.resume');
    await expect
      .poll(() => existsSync(store) && readdirSync(store).some((name) => name.endsWith('.maps')), { timeout: 30_000 })
      .toBe(true);
    const upload = connect(Number(new URL(url).port), '127.0.0.1');
    upload.on('error', () => {});
    upload.write('PUT /v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf');
    const uploads = join(folder.path, 'data', 'uploads');
    await expect.poll(() => readdirSync(uploads).length).toBe(1);
    const killed = ended(running!);
    running!.kill('SIGKILL');
    await killed;
    upload.destroy();
    expect(record(long).state).toBe('running');
    // What it had started ends with it.
    await expect.poll(workers, { timeout: 15_000 }).toEqual([]);
    mkdirSync(join(folder.path, 'data', 'jobs', 'f'.repeat(32)));

    await serve('--allow', folder.path);
    expect(log).toContain(`job taken up job=${long}`);
    const jobs = await Promise.all([long, ...waiting].map(end));
    expect(jobs.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['done', 2],
      ['done', 1],
      ['done', 1],
    ]);
    expect(jobs[0]!.frames).toBe(1125);
    expect(readdirSync(uploads)).toEqual([]);
    expect(readdirSync(join(folder.path, 'data', 'jobs')).sort()).toEqual([long, ...waiting].sort());
    expect(existsSync(store)).toBe(false);
  }, 120_000);

  it('gives up a job at the fourth time', async () => {
    const [id] = readdirSync(join(folder.path, 'data', 'jobs'));
    const path = join(folder.path, 'data', 'jobs', id!, 'record.json');
    writeFileSync(path, JSON.stringify({ ...record(id!), state: 'running', attempts: 3 }));
    const broken = 'e'.repeat(32);
    mkdirSync(join(folder.path, 'data', 'jobs', broken));
    writeFileSync(join(folder.path, 'data', 'jobs', broken, 'record.json'), '{ "id": ');
    await serve('--allow', folder.path);
    expect(await end(id!)).toMatchObject({ state: 'failed', error: { code: 'ERR_ATTEMPTS' } });
    expect(log).toContain(`job unreadable job=${broken}`);
  });
});

describe('a service that is asked to stop', () => {
  it('keeps what runs for the next start, and exits with 0', async () => {
    await serve('--allow', folder.path, '--grace', '0s');
    const id = await job('long.mp4', { analysisSize: 64 });
    await begun(id);
    const following = fetch(`${url}/v1/jobs/${id}/events`).then((response) => readEvents(response));
    const stopped = ended(running!);
    running!.kill('SIGTERM');
    expect(await stopped).toBe(0);
    expect(log).toContain('stopped');
    await following;
    expect(record(id)).toMatchObject({ state: 'queued', attempts: 0 });
    expect(workers()).toEqual([]);
    expect(existsSync(folder.file('data/service.pid'))).toBe(false);
  });

  it('lets jobs finish that do so in time', async () => {
    await serve('--allow', folder.path, '--grace', '60s', '--concurrency', '4');
    const id = await job('short.mp4', {});
    await expect.poll(() => record(id).state).toBe('running');
    const stopped = ended(running!);
    running!.kill('SIGTERM');
    // The long one, which waits from before, is asked to end by a second signal.
    await expect.poll(() => record(id).state, { timeout: 30_000 }).toBe('done');
    running!.kill('SIGTERM');
    expect(await stopped).toBe(143);
  });
});
