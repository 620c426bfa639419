import type { JoinRequest, JoinResult } from '../../queue/join-job.js';
import type { JoinProgress, MappedSegment, PlannedClip, WorkerTasks } from '../../queue/worker-tasks.js';
import { errorOf, recordError } from '../../workers/protocol.js';
import { type MachineHost, startProcess, startThread } from './machine-host.js';
import type { MachinePlace, MachineReply, MachineTask } from './machine-task.js';

/** Milliseconds for a task that is told to stop; what does it is ended then. */
const stopWithinMs = 1000;

type ProgressListener = (progress: JoinProgress) => void;

/** A host that is there, and what waits for its answer. */
class Helper {
  readonly host: MachineHost;
  #waiting:
    | { resolve(result: unknown): void; reject(error: unknown): void; tell?: ProgressListener | undefined }
    | undefined;
  #ended: unknown;

  constructor(start: typeof startThread) {
    this.host = start({
      reply: (reply) => this.#receive(reply),
      end: (error) => this.#end(error),
    });
  }

  get isGone(): boolean {
    return this.#ended !== undefined;
  }

  async run(task: MachineTask, place: MachinePlace, signal: AbortSignal, tell?: ProgressListener): Promise<unknown> {
    let late: NodeJS.Timeout | undefined;
    const stop = () => {
      this.host.post({ stop: recordError(signal.reason) });
      // Arithmetic that never waits for anything does not hear of it.
      late = setTimeout(() => this.#end(signal.reason), stopWithinMs);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        if (this.#ended !== undefined) return reject(this.#ended);
        this.#waiting = { resolve, reject, tell };
        this.host.post({ task, place });
      });
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      this.#waiting = undefined;
    }
  }

  #end(reason: unknown): void {
    this.#ended ??= reason;
    this.#waiting?.reject(this.#ended);
  }

  #receive(reply: MachineReply): void {
    if ('progress' in reply) this.#waiting?.tell?.(reply.progress);
    else if ('error' in reply) this.#waiting?.reject(errorOf(reply.error));
    else this.#waiting?.resolve(reply.result);
  }
}

/**
 * Does the tasks of a worker in threads, each in one of its own; a thread serves many, one after the other. A task that
 * may have ended a worker before has a process, which ends alone.
 */
export class MachineThreads implements WorkerTasks {
  readonly #place: MachinePlace;
  readonly #idle: Helper[] = [];
  readonly #all = new Set<Helper>();

  constructor(place: MachinePlace) {
    this.#place = place;
  }

  map(work: string, segment: number, apart: boolean, signal: AbortSignal) {
    return this.#run({ kind: 'map', work, segment }, apart, signal) as Promise<MappedSegment | undefined>;
  }

  plan(request: JoinRequest, apart: boolean, signal: AbortSignal) {
    return this.#run({ kind: 'plan', request }, apart, signal) as Promise<PlannedClip>;
  }

  join(request: JoinRequest, apart: boolean, signal: AbortSignal, tell: ProgressListener) {
    return this.#run({ kind: 'join', request }, apart, signal, tell) as Promise<JoinResult>;
  }

  /** Ends all threads and processes, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map(({ host }) => host.close()));
  }

  async #run(task: MachineTask, apart: boolean, signal: AbortSignal, tell?: ProgressListener): Promise<unknown> {
    signal.throwIfAborted();
    const helper = (apart ? undefined : this.#idle.pop()) ?? new Helper(apart ? startProcess : startThread);
    this.#all.add(helper);
    try {
      return await helper.run(task, this.#place, signal, tell);
    } finally {
      if (!apart && !helper.isGone) this.#idle.push(helper);
      else {
        this.#all.delete(helper);
        await helper.host.close();
      }
    }
  }
}
