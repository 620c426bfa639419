import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { OptionValues } from '../core/options.js';
import { type Engine, keyPrefix, queueName } from './engine.js';
import { JoinProcessor } from './join-processor.js';
import { MapProcessor } from './map-processor.js';
import { pause } from './pause.js';
import type { SharedStore } from './shared-store.js';
import { sweepStore } from './sweep-store.js';
import { removeWorker, tellWorker } from './worker-list.js';
import type { WorkerLog } from './worker-log.js';
import type { workerOptions } from './worker-options.js';
import type { WorkerTasks } from './worker-tasks.js';

/** A worker as it is started. */
export interface ServeRequest {
  readonly engine: Engine;
  readonly store: SharedStore;
  readonly version: string;
  readonly options: Omit<OptionValues<typeof workerOptions>, 'queue' | 'store' | 'segments'> & {
    readonly segments: number;
  };
  readonly tasks: WorkerTasks;
  readonly log: WorkerLog;
  /** Ends the worker: what was begun is finished, or handed back when the grace is over. */
  readonly signal: AbortSignal;
}

/** Times a lock is renewed, and a worker tells of itself, while it lasts. */
const beats = 6;

/** Takes segments and clips from a queue until it is told to stop. */
export async function serveQueue({ engine, store, version, options, tasks, log, signal }: ServeRequest): Promise<void> {
  const lockMs = 1000 * options.lock;
  const id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const me = { id, host: hostname(), pid: process.pid, version, segments: options.segments };
  const halt = new AbortController();
  const shared = { engine, store, version, id, tasks, log, halt: halt.signal };
  const maps = new MapProcessor(shared);
  const joins = new JoinProcessor({ ...shared, clips: options.clips });
  let active = 0;
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    active++;
    return work.finally(() => active--);
  };
  const settings = {
    connection: engine.redis,
    prefix: keyPrefix,
    lockDuration: lockMs,
    lockRenewTime: lockMs / 3,
    stalledInterval: lockMs / 2,
    maxStalledCount: 2,
    drainDelay: Math.min(5, options.lock),
  };
  await tellWorker(engine, me, lockMs);
  const { Worker } = engine.bullmq;
  const workers = [
    new Worker(queueName('map', version), (job, token) => counted(maps.run(job, token!)), {
      ...settings,
      concurrency: options.segments,
    }),
  ];
  if (options.joins > 0) {
    workers.push(
      new Worker(queueName('join', version), (job, token) => counted(joins.run(job, token!)), {
        ...settings,
        concurrency: options.joins,
      }),
    );
  }
  for (const worker of workers) {
    // What is wrong with the connection is told of by the engine; a lock that was lost has cost the work of a job.
    worker.on('error', (error) => {
      if (engine.trouble === undefined && !signal.aborted) log('failed', { error: error.message });
    });
    worker.on('stalled', (jobId) => log('failed', { job: jobId, error: 'the worker that had it is gone' }));
  }
  // One that is told to stop before it has begun would be waited for in vain.
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  log('started', {
    id,
    version,
    queue: engine.name,
    store: store.name,
    segments: options.segments,
    joins: options.joins,
  });
  const ended = new AbortController();
  const telling = repeat(lockMs / beats, ended.signal, () => tellWorker(engine, me, lockMs));
  const sweeping = repeat(Math.min(60_000, (1000 * options.keep) / 2), ended.signal, () =>
    sweepStore({ engine, store, version, keepMs: 1000 * options.keep, log }),
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  log('stopping', { seconds: options.grace });
  // What is being done is waited for; what is not done in time is handed back.
  const grace = setTimeout(() => halt.abort(), 1000 * options.grace);
  try {
    const closing = Promise.all(workers.map((worker) => worker.close())).then(() => true);
    let closed = await Promise.race([closing, pause(idleMs, never)]);
    const end = Date.now() + 1000 * options.grace + 10_000;
    while (closed !== true && active > 0 && Date.now() < end) closed = await Promise.race([closing, pause(100, never)]);
    // The connection is gone, or somebody does not answer: others will find that the locks expire.
    if (closed !== true) for (const worker of workers) await worker.close(true);
  } finally {
    clearTimeout(grace);
    ended.abort();
    await Promise.all([telling, sweeping]);
    if (engine.trouble === undefined) await engine.within(removeWorker(engine, id), 5);
    log('stopped', {});
  }

  /** Does something again and again; while the queue is gone, not. */
  async function repeat(ms: number, until: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!until.aborted) {
      await pause(ms, until);
      if (until.aborted || engine.trouble !== undefined) continue;
      try {
        await work();
      } catch (error) {
        log('failed', { error: (error as Error).message });
      }
    }
  }
}

/** Time for a worker that does nothing to say so. */
const idleMs = 2000;

const never = new AbortController().signal;
