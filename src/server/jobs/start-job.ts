import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { JobProgress } from './job.js';
import type { FromJob, JobEnd, JobTask, ToJob } from './job-task.js';

/** A process that is to stop may take so long to clean up. */
const stopMs = 10_000;

/** Characters of standard error that are kept for the log. */
const keptWords = 4000;

/** A job that is being done. */
export interface StartedJob {
  /** Never rejects. */
  readonly ended: Promise<JobEnd>;
  /** Ends the work; what was begun is removed. */
  stop(): void;
}

/**
 * Starts the process of a job. It has a lower priority than the service, and ends with it.
 *
 * @param temporary - folder for temporary files.
 */
export function startJob(task: JobTask, temporary: string, onProgress: (progress: JobProgress) => void): StartedJob {
  const { SALIENCY_TOKEN: _, ...env } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(new URL('./job-process.js', import.meta.url))], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...env, TMPDIR: temporary },
    cwd: task.folder,
    // Signals of a terminal are for the service alone.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let [end, words]: [JobEnd | undefined, string] = [undefined, ''];
  let timer: NodeJS.Timeout | undefined;
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    words = `${words}${text}`.slice(-keptWords);
  });
  child.on('message', (message: FromJob) => {
    if (message.kind === 'progress') onProgress(message.progress);
    else end = message;
  });
  const ended = new Promise<JobEnd>((resolve) => {
    child.on('error', (error) => resolve(crashed(error.message)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      // Whatever the process has started ends with it.
      killGroup(child);
      resolve(end ?? (timer === undefined ? crashed(`exit ${code ?? signal}: ${words}`) : { kind: 'stopped' }));
    });
  });
  send(child, { kind: 'start', task });
  return {
    ended,
    stop() {
      if (timer !== undefined) return;
      timer = setTimeout(() => killGroup(child), stopMs);
      send(child, { kind: 'stop' });
    },
  };
}

function crashed(details: string): JobEnd {
  return {
    kind: 'failed',
    error: { code: 'ERR_CRASHED', message: 'the process of the job ended without an answer' },
    details,
  };
}

function send(child: ChildProcess, words: ToJob): void {
  // A process that is gone tells so by its end.
  if (child.connected) child.send(words, () => {});
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Nothing of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
