import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './cli-run.js';

const redisServer = ['/usr/bin/redis-server', '/usr/bin/valkey-server'].find((path) => existsSync(path));

/** Whether there is no Redis to test with. */
export const noRedis = redisServer === undefined;
/** Says so in the title of a suite. */
export const redisNote = noRedis ? ' (no redis-server here)' : '';

type Fields = Readonly<Record<string, string | number>>;

/** A process that this test started, and that it ends. */
export class Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | NodeJS.Signals>;
  stderr = '';
  stdout = '';

  constructor(path: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => this.child.on('close', (code, signal) => resolve(code ?? signal!)));
  }

  /** The events that a worker has told of. */
  events(name?: string): (Fields & { event: string })[] {
    const lines = this.stdout.split('\n').slice(0, -1);
    const events = lines.map((line) => JSON.parse(line) as Fields & { event: string });
    return name === undefined ? events : events.filter(({ event }) => event === name);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | NodeJS.Signals> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.ended;
  }
}

/** Waits until something holds, 40 seconds at most. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it did not come to this in 40 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A Redis of a test, and the workers and stores beside it. */
export class Machines {
  readonly #folder: string;
  readonly #socket: string;
  readonly #started: Started[] = [];
  #redis: Started | undefined;
  #databases = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#socket = join(folder, 'redis.sock');
  }

  async startRedis(): Promise<void> {
    const args = [
      '--port',
      '0',
      '--unixsocket',
      this.#socket,
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      this.#folder,
    ];
    this.#redis = new Started(redisServer!, args);
    await until('Redis is ready', () => this.#redis!.stdout.includes('eady to accept connections'));
  }

  async stopRedis(): Promise<void> {
    await this.#redis?.kill();
  }

  /** A queue that nobody else uses, and an empty store. */
  place(): { readonly queue: string; readonly store: string } {
    const database = this.#databases++;
    const store = join(this.#folder, `store-${database}`);
    mkdirSync(store);
    return { queue: `unix://${this.#socket}?db=${database}`, store };
  }

  /** Starts a worker that finds soon that another one is gone, and waits until it serves. */
  async worker(
    { queue, store }: { readonly queue: string; readonly store: string },
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Started> {
    const usual = ['--queue', queue, '--store', store, '--lock', '1', '--segments', '1', '--keep', '1', '--json'];
    const worker = new Started(process.execPath, [program, 'worker', ...usual, ...args], env);
    this.#started.push(worker);
    await until('a worker has started', () => {
      if (worker.child.exitCode !== null) throw new Error(`the worker has ended: ${worker.stderr}`);
      return worker.events('started').length > 0;
    });
    return worker;
  }

  /** Starts the command with a queue. */
  client({ queue, store }: { readonly queue: string; readonly store: string }, args: readonly string[]): Started {
    const client = new Started(process.execPath, [program, ...args, '--queue', queue, '--store', store]);
    this.#started.push(client);
    return client;
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((one) => one.kill()));
  }

  async stopAll(): Promise<void> {
    await this.stopWorkers();
    await this.stopRedis();
  }
}

/** All that is in a store. */
export function storeFiles(store: string): string[] {
  return readdirSync(store, { recursive: true, encoding: 'utf8' });
}
