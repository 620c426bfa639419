import { Worker } from 'node:worker_threads';
import { SaliencyError } from '../../core/errors.js';
import type { JoinResult } from '../../queue/join-job.js';
import type { JoinProgress, MappedSegment, PlannedClip, WorkerTasks } from '../../queue/worker-tasks.js';
import { errorOf, recordError } from '../../workers/protocol.js';
import type { MachinePlace, MachineReply, MachineRequest, MachineTask } from './machine-task.js';

/** A thread that is there, and what waits for its answer. */
interface Thread {
  readonly worker: Worker;
  waiting: Waiting | undefined;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  onProgress?: ((progress: JoinProgress) => void) | undefined;
}

/** Does the tasks of a worker in threads, each in one of its own; a thread serves many, one after the other. */
export class MachineThreads implements WorkerTasks {
  readonly #place: MachinePlace;
  readonly #idle: Thread[] = [];
  readonly #all = new Set<Thread>();

  constructor(place: MachinePlace) {
    this.#place = place;
  }

  map(work: string, segment: number, signal: AbortSignal) {
    return this.#run({ kind: 'map', work, segment }, signal) as Promise<MappedSegment | undefined>;
  }

  plan(request: Parameters<WorkerTasks['plan']>[0], signal: AbortSignal) {
    return this.#run({ kind: 'plan', request }, signal) as Promise<PlannedClip>;
  }

  join(
    request: Parameters<WorkerTasks['join']>[0],
    signal: AbortSignal,
    onProgress: (progress: JoinProgress) => void,
  ): Promise<JoinResult> {
    return this.#run({ kind: 'join', request }, signal, onProgress) as Promise<JoinResult>;
  }

  /** Ends all threads, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map(({ worker }) => worker.terminate()));
  }

  async #run(task: MachineTask, signal: AbortSignal, onProgress?: Waiting['onProgress']): Promise<unknown> {
    signal.throwIfAborted();
    const thread = this.#idle.pop() ?? this.#start();
    const post = (request: MachineRequest) => thread.worker.postMessage(request);
    const stop = () => post({ stop: recordError(signal.reason) });
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        thread.waiting = { resolve, reject, onProgress };
        post({ task });
      });
    } finally {
      signal.removeEventListener('abort', stop);
      thread.waiting = undefined;
      if (this.#all.has(thread)) this.#idle.push(thread);
    }
  }

  #start(): Thread {
    const worker = new Worker(new URL('./machine-worker.js', import.meta.url), { workerData: this.#place });
    const thread: Thread = { worker, waiting: undefined };
    this.#all.add(thread);
    const end = (cause: unknown) => {
      this.#all.delete(thread);
      const at = this.#idle.indexOf(thread);
      if (at !== -1) this.#idle.splice(at, 1);
      thread.waiting?.reject(new SaliencyError('ERR_WORKER', 'a thread of the worker has ended', { cause }));
    };
    worker.on('message', (reply: MachineReply) => {
      const { waiting } = thread;
      if ('progress' in reply) waiting?.onProgress?.(reply.progress);
      else if ('error' in reply) waiting?.reject(errorOf(reply.error));
      else waiting?.resolve(reply.result);
    });
    worker.on('error', end);
    worker.on('exit', (code) => end(new Error(`it exited with code ${code}`)));
    return thread;
  }
}
