import { availableParallelism } from 'node:os';
import { OptionError } from '../../core/errors.js';
import { type OptionInput, resolveOptions } from '../../core/options.js';
import { openEngine } from '../../queue/engine.js';
import { openStore } from '../../queue/open-store.js';
import { serveQueue } from '../../queue/serve-queue.js';
import type { WorkerLog } from '../../queue/worker-log.js';
import { workerOptions } from '../../queue/worker-options.js';
import { version } from '../version.js';
import { MachineThreads } from './machine-threads.js';

/** Options of {@link runWorker}. */
export interface RunWorkerOptions extends OptionInput<typeof workerOptions> {
  /** Told of what the worker does. */
  readonly log?: WorkerLog;
  /** Ends the worker: what was begun is finished within the grace, or handed back. */
  readonly signal: AbortSignal;
}

/**
 * Maps segments that clients put into a queue, and does clips that were submitted, until the signal ends it.
 *
 * Everything of the arithmetic goes on in threads. Clips are opened by their paths, which have to be the same on all
 * machines; whoever can write to the queue decides what the worker reads and writes.
 *
 * @throws {OptionError} for a queue or a store that cannot be; `SaliencyError` for a queue that does not answer.
 */
export async function runWorker({ log = () => {}, signal, ...given }: RunWorkerOptions): Promise<void> {
  const { queue, store, segments = availableParallelism(), ...options } = resolveOptions(workerOptions, given);
  if (queue === undefined) throw OptionError.of('queue', 'expected the address of a queue, got none');
  if (store === undefined) throw OptionError.of('store', 'expected a folder or a bucket, got none');
  const opened = await openStore(store);
  const tasks = new MachineThreads({ queue, store });
  try {
    const engine = await openEngine(queue, (trouble) => {
      if (trouble === undefined) log('connected', {});
      else log('disconnected', { error: trouble });
    });
    try {
      await serveQueue({ engine, store: opened, version, options: { ...options, segments }, tasks, log, signal });
    } finally {
      await engine.close();
    }
  } finally {
    await tasks.close();
    opened.close();
  }
}
