// npm run bench -- serve [clients] [clips]: a service under load: clients that upload a clip each and follow its job, all at
// once, while others ask for the state of jobs. Says how long these wait while all cores compute, and how memory goes.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/saliency.js', import.meta.url));

/** A job, as much of it as is looked at. */
interface Job {
  readonly id: string;
  readonly state: string;
  readonly frames?: number;
  readonly results: readonly { readonly href: string; readonly bytes: number }[];
}

export async function run([clients = '50', concurrency = String(availableParallelism())]: string[]): Promise<void> {
  mkdirSync('out/bench', { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'video-saliency-bench-'));
  const options = ['--port', '0', '--data', join(folder, 'data'), '--concurrency', concurrency, '--log', 'json'];
  const child = spawn(process.execPath, [program, 'serve', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const url = await listening(child.stderr);
    await load(url, child.pid!, Number(clients));
  } finally {
    child.kill('SIGTERM');
    await new Promise((done) => child.once('close', done));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the service listens, and keeps on reading its log. */
function listening(log: NodeJS.ReadableStream): Promise<string> {
  return new Promise((done) => {
    let text = '';
    log.setEncoding('utf8').on('data', (part: string) => {
      text = `${text}${part}`.slice(-10_000);
      const found = /"event":"listening","url":"([^"]+)"/.exec(text);
      if (found !== null) done(found[1]!);
    });
  });
}

async function load(url: string, pid: number, clients: number): Promise<void> {
  const clip = readFileSync('samples/street.mp4');
  const waits: number[] = [];
  const memory: number[] = [];
  let busy = true;
  const state = { done: 0 };
  const prober = (async () => {
    while (busy) {
      const startedAt = performance.now();
      await (await fetch(`${url}/v1/jobs?limit=20`)).text();
      waits.push(performance.now() - startedAt);
      await pause(20);
    }
  })();
  const watcher = (async () => {
    while (busy) {
      memory.push(residentMegabytes(pid));
      await pause(1000);
    }
  })();
  const startedAt = performance.now();
  const results = await Promise.all(Array.from({ length: clients }, (_, i) => client(url, clip, i, state)));
  const elapsed = (performance.now() - startedAt) / 1000;
  busy = false;
  await Promise.all([prober, watcher]);
  const lost = results.filter(
    ({ job, bytes }) => job.state !== 'done' || job.frames !== 24 || bytes !== job.results[0]!.bytes,
  );
  waits.sort((a, b) => a - b);
  const share = (part: number) => waits[Math.floor(part * (waits.length - 1))]!.toFixed(1);
  const events = results.reduce((sum, result) => sum + result.events, 0);
  console.log(
    `${clients} clients, ${clients} clips of 24 frames in ${elapsed.toFixed(1)} s; ${lost.length} lost; ${events} events`,
  );
  console.log(
    `state of jobs, asked ${waits.length} times: median ${share(0.5)} ms, p95 ${share(0.95)} ms, p99 ${share(0.99)} ms, most ${share(1)} ms`,
  );
  const [first = 0, last = 0] = [memory[Math.floor(memory.length / 4)], memory.at(-1)];
  console.log(
    `resident: ${memory[0]} MB at the start, ${first} MB after a quarter, ${last} MB at the end, ${Math.max(...memory)} MB at most`,
  );
  const open = existsSync(`/proc/${pid}/fd`) ? readdirSync(`/proc/${pid}/fd`).length : 0;
  console.log(`files and connections open at the end: ${open}`);
}

/** Uploads a clip, asks for its overlay, follows the job to its end and fetches the result. */
async function client(url: string, clip: Uint8Array<ArrayBuffer>, number: number, state: { done: number }) {
  const put = await fetch(`${url}/v1/uploads/clip-${number}.mp4`, { method: 'PUT', body: clip });
  const upload = ((await put.json()) as { id: string }).id;
  const body = JSON.stringify({ verb: 'overlay', input: { upload }, options: { duration: 1 } });
  const asked = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  const { id } = (await asked.json()) as Job;
  const followed = await fetch(`${url}/v1/jobs/${id}/events`);
  const text = await followed.text();
  const job = JSON.parse(/event: end\n.*\ndata: (.*)/.exec(text)?.[1] ?? '{ "state": "lost", "results": [] }') as Job;
  const result = job.results[0] === undefined ? undefined : await fetch(`${url}${job.results[0].href}`);
  const bytes = (await result?.arrayBuffer())?.byteLength ?? 0;
  state.done++;
  process.stderr.write(`\r${state.done} done `);
  return { job, bytes, events: text.split('\nevent: ').length - 1 };
}

function residentMegabytes(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000);
}
