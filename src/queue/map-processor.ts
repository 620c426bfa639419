import { SaliencyError } from '../core/errors.js';
import { recordError } from '../workers/protocol.js';
import type { Engine, Job } from './engine.js';
import { type MapFailure, type MapJob, mostTries } from './map-job.js';
import type { SharedStore } from './shared-store.js';
import { WorkUsers } from './work-users.js';
import { listWorkers } from './worker-list.js';
import type { WorkerLog } from './worker-log.js';
import type { WorkerTasks } from './worker-tasks.js';

/** The parts of a worker that its processors share. */
export interface ProcessorParts {
  readonly engine: Engine;
  readonly store: SharedStore;
  readonly version: string;
  /** Names this worker. */
  readonly id: string;
  readonly tasks: WorkerTasks;
  readonly log: WorkerLog;
  /** Ends what goes on: it is handed back. */
  readonly halt: AbortSignal;
}

/** A job that remembers on which machines it has failed. */
type Remembering = Job<{ readonly failures?: readonly MapFailure[]; readonly passed?: number }>;

/** Times that a job is left to others by a machine on which it failed, before it tries once more. */
const mostPassed = 12;

/** Maps one segment after the other, several at a time. */
export class MapProcessor {
  readonly #parts: ProcessorParts;
  readonly #users: WorkUsers;

  constructor(parts: ProcessorParts) {
    this.#parts = parts;
    this.#users = new WorkUsers(parts.engine);
  }

  async run(job: Job<MapJob>, token: string): Promise<unknown> {
    const { tasks, store, log, halt } = this.#parts;
    const { work, segment } = job.data;
    const begunMs = performance.now();
    try {
      await passOn(this.#parts, job, token);
      if ((await this.#users.list(work)).length === 0) {
        log('dropped', { work: work.slice(0, 12), segment, reason: 'nobody needs it' });
        return { dropped: true };
      }
      const mapped = await tasks.map(work, segment, job.stalledCounter > 0, halt);
      if (mapped === undefined) {
        const words = `the store ${store.name} does not hold this work: workers and clients have to name the same one`;
        if ((await this.#users.list(work)).length > 0) throw new SaliencyError('ERR_STORE', words);
        return { dropped: true };
      }
      const { clip, frames, bytes } = mapped;
      const seconds = (performance.now() - begunMs) / 1000;
      log('mapped', { clip, segment, frames, bytes, seconds: Number(seconds.toFixed(3)) });
      return { frames, bytes };
    } catch (error) {
      return await giveBack(this.#parts, job, token, error);
    }
  }
}

/** Leaves a job to others where it has failed here before, and there are others on which it has not. */
export async function passOn({ engine, id, version, log }: ProcessorParts, job: Remembering, token: string) {
  const { failures = [], passed = 0 } = job.data;
  if (passed >= mostPassed || !failures.some(({ worker }) => worker === id)) return;
  if (!(await hasOthers(engine, version, failures))) return;
  await job.updateData({ ...job.data, passed: passed + 1 });
  await job.moveToDelayed(Date.now() + Math.min(2000, 50 * 2 ** passed), token);
  log('passed on', { job: job.id });
  throw new engine.bullmq.DelayedError();
}

/**
 * Gives a job back that was not done: to whoever comes where this worker stops, to other machines where it failed here.
 *
 * @throws always: what the queue has to be told.
 */
export async function giveBack(parts: ProcessorParts, job: Remembering, token: string, error: unknown): Promise<never> {
  const { engine, id, version, log, halt } = parts;
  const { DelayedError, UnrecoverableError, WaitingError } = engine.bullmq;
  if (isOfQueue(engine, error)) throw error;
  if (halt.aborted) {
    await job.moveToWait(token);
    log('handed back', { job: job.id });
    throw new WaitingError();
  }
  const message = error instanceof Error ? error.message : String(error);
  const failures = [...(job.data.failures ?? []), { worker: id, error: recordError(error) }];
  await job.updateData({ ...job.data, failures });
  // A worker that was lost with it has tried it, too.
  const tries = failures.length + job.stalledCounter;
  if (tries < mostTries && (await hasOthers(engine, version, failures))) {
    log('failed', { job: job.id, error: message });
    await job.moveToDelayed(Date.now(), token);
    throw new DelayedError();
  }
  log('given up', { job: job.id, error: message });
  throw new UnrecoverableError(message);
}

function isOfQueue({ bullmq }: Engine, error: unknown): boolean {
  const { DelayedError, UnrecoverableError, WaitingChildrenError, WaitingError } = bullmq;
  return [DelayedError, UnrecoverableError, WaitingChildrenError, WaitingError].some((kind) => error instanceof kind);
}

async function hasOthers(engine: Engine, version: string, failures: readonly MapFailure[]): Promise<boolean> {
  const workers = await listWorkers(engine);
  return workers.some((one) => one.version === version && !failures.some(({ worker }) => worker === one.id));
}
