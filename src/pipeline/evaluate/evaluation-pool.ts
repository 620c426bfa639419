import { Worker } from 'node:worker_threads';
import { SaliencyError } from '../../core/errors.js';
import { type ErrorRecord, errorOf } from '../../workers/protocol.js';
import type { EvaluationTask, TaskResult } from './evaluation-task.js';
import { scoreTask } from './score-task.js';

type Reply = { readonly result: TaskResult } | { readonly error: ErrorRecord };

/** Does one task after the other, wherever that is. */
interface Scorer {
  score(task: EvaluationTask): Promise<TaskResult>;
  close(): Promise<void>;
}

/**
 * Measures items on several threads, as many at a time; the next task is made when a thread is free for it.
 *
 * @param threads - 0 for this thread alone: where another cannot load what is needed.
 * @param onResult - called with each result and the index of its task, in no particular order.
 * @throws the first error of any task; the others are ended then.
 */
export async function scoreAll(
  tasks: Iterable<EvaluationTask>,
  threads: number,
  onResult: (result: TaskResult, index: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const left = tasks[Symbol.iterator]();
  const scorers = Array.from({ length: Math.max(1, threads) }, () => (threads === 0 ? here : startThread()));
  let taken = 0;
  let stopped = false;
  const work = async (scorer: Scorer) => {
    for (let next = left.next(); !next.done && !stopped; next = left.next()) {
      const index = taken++;
      onResult(await scorer.score(next.value), index);
    }
  };
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal?.reason);
  });
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([Promise.all(scorers.map(work)), aborted]);
  } finally {
    stopped = true;
    signal?.removeEventListener('abort', abort);
    await Promise.all(scorers.map((scorer) => scorer.close()));
  }
}

const here: Scorer = { score: scoreTask, close: async () => {} };

function startThread(): Scorer {
  const worker = new Worker(new URL('./evaluation-worker.js', import.meta.url));
  let waiting: { resolve(result: TaskResult): void; reject(error: unknown): void } | undefined;
  let ended: unknown;
  const end = (error: unknown) => {
    ended ??= error;
    waiting?.reject(ended);
  };
  worker.on('message', (reply: Reply) => {
    if ('error' in reply) waiting?.reject(errorOf(reply.error));
    else waiting?.resolve(reply.result);
  });
  worker.on('error', end);
  worker.on('exit', (code) => end(new SaliencyError('ERR_WORKER', `a thread ended with code ${code}`)));
  return {
    score: (task) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (ended === undefined) worker.postMessage(task);
        else reject(ended);
      }),
    close: async () => void (await worker.terminate()),
  };
}
