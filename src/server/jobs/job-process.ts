import { setPriority } from 'node:os';
import { OptionError, type Progress, SaliencyError } from '../../index.js';
import { doTask } from './do-task.js';
import type { FromJob, JobTask, ToJob } from './job-task.js';

// The process of one job: it does the task that it is sent, tells how far it is, and ends.

/** Progress is told once in this time. */
const progressMs = 200;

// What answers clients comes first. Processes and threads that are started from here take over the priority.
setPriority(10);
// A terminal sends these to all processes at once; the service decides when a job ends.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

const abort = new AbortController();
// The service is gone: the next one begins anew.
process.once('disconnect', () => abort.abort(new Error('the service has ended')));
process.on('message', (words: ToJob) => {
  if (words.kind === 'stop') abort.abort(new Error('the job was stopped'));
  else void run(words.task);
});

async function run(task: JobTask): Promise<void> {
  await new Promise<void>((told) => {
    work(task).then((end) => tell(end, told));
  });
  if (process.connected) process.disconnect();
}

async function work(task: JobTask): Promise<FromJob> {
  let last = 0;
  const onProgress = ({ frames, seconds, totalSeconds }: Progress) => {
    const now = performance.now();
    if (now - last < progressMs) return;
    last = now;
    tell({ kind: 'progress', progress: { frames, seconds, totalSeconds } });
  };
  try {
    const { frames, warnings, damage } = await doTask(task, { signal: abort.signal, onProgress });
    return { kind: 'done', frames, warnings, damage: damage?.message };
  } catch (error) {
    if (abort.signal.aborted) return { kind: 'stopped' };
    return failureOf(error);
  }
}

function failureOf(error: unknown): FromJob {
  if (!(error instanceof SaliencyError)) {
    const details = error instanceof Error ? error.stack : String(error);
    return {
      kind: 'failed',
      error: { code: 'ERR_INTERNAL', message: 'the job failed for a reason of the service' },
      details,
    };
  }
  const option = error instanceof OptionError ? error.option : undefined;
  return { kind: 'failed', error: { code: error.code, message: error.message, option } };
}

/** Tells the service something, unless it is gone. */
function tell(words: FromJob, told: () => void = () => {}): void {
  if (!process.connected) {
    told();
    return;
  }
  // The error of a channel that was closed meanwhile: there is nobody left to tell.
  process.send!(words, undefined, undefined, () => told());
}
