import { mkdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { OptionInput, queueOptions } from '../../index.js';
import { allowedPath } from '../api/allowed-path.js';
import type { Source } from '../api/job-request.js';
import { verbs } from '../api/verbs.js';
import { Problem } from '../http/problem.js';
import type { Limits } from '../limits.js';
import type { DiskBudget } from './disk-budget.js';
import { folderFiles } from './folder-files.js';
import type { Job, JobProgress } from './job.js';
import type { JobEnd } from './job-task.js';
import { linkOrCopy } from './link-or-copy.js';
import { safeWords } from './safe-words.js';
import { type StartedJob, startJob } from './start-job.js';
import type { Uploads } from './uploads.js';

/** A run takes these things from the service. */
export interface JobRunOptions {
  readonly temporary: string;
  readonly uploads: Uploads;
  readonly budget: DiskBudget;
  readonly limits: Limits;
  readonly allow: string | undefined;
  readonly segments: OptionInput<typeof queueOptions>;
}

/** These values a run changes of its job; the log is told the details besides. */
export type RunEnd = Pick<Job, 'state'> & Partial<Job> & { readonly details?: string | undefined };

/** A run is stopped by its client, since the service ends, since it takes too long or too much. */
type StopReason = 'canceled' | 'kept' | 'time' | 'room';

/** The library ends a job that takes too long itself; a process that does not is ended after so many seconds more. */
const patienceSeconds = 30;

const watchMs = 1000;

/** Extensions that say something to FFmpeg or sharp. A name that a client chose gives no more to a path than one of these. */
const extensions = [
  ...['.mp4', '.mov', '.mkv', '.webm', '.avi', '.gif', '.y4m', '.nut', '.ts', '.mpg', '.m4v', '.mxf', '.flv', '.wmv'],
  ...['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff', '.json'],
];

/** One attempt at a job: its files are laid out in a folder, a process works on them, the results are counted. */
export class JobRun {
  /** Never rejects. */
  readonly ended: Promise<RunEnd>;
  readonly #options: JobRunOptions;
  readonly #folder: string;
  #started: StartedJob | undefined;
  #reason: StopReason | undefined;

  /** @param folder - of the job, which this run may fill. */
  constructor(job: Job, options: JobRunOptions, folder: string, onProgress: (progress: JobProgress) => void) {
    this.#options = options;
    this.#folder = folder;
    this.ended = this.#run(job, onProgress).catch((error: unknown) => failed(error));
  }

  /** Ends the run; the first reason counts. */
  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#started?.stop();
  }

  async #run(job: Job, onProgress: (progress: JobProgress) => void): Promise<RunEnd> {
    const [inputs, output] = [join(this.#folder, 'in'), join(this.#folder, 'out')];
    const names: Record<string, string> = {};
    let end: JobEnd;
    try {
      await Promise.all([mkdir(inputs, { recursive: true }), mkdir(output, { recursive: true })]);
      const paths = await this.#layOut(job, inputs, names);
      const { input, ...files } = paths;
      const task = {
        ...{ verb: job.verb, options: job.options, folder: output, segments: this.#options.segments },
        ...{ input: input!, files, output: join(output, verbs[job.verb].output(job.options, job.name)) },
      };
      this.#started = startJob(task, this.#options.temporary, onProgress);
      if (this.#reason !== undefined) this.#started.stop();
      end = await this.#watch(job, output);
    } finally {
      await rm(inputs, { recursive: true, force: true });
    }
    // What is there of a job that is kept is taken up by the next run.
    if (end.kind === 'stopped' && this.#reason === 'kept') return { state: 'queued' };
    if (end.kind !== 'done') await rm(output, { recursive: true, force: true });
    return this.#endOf(end, await folderFiles(output), { ...names, [this.#folder]: '' });
  }

  /** Gives each file of a job a name in a folder that no client has chosen. @returns paths by name, that of the input `input`. */
  async #layOut(job: Job, folder: string, names: Record<string, string>): Promise<Record<string, string>> {
    const paths: Record<string, string> = {};
    for (const [name, source] of Object.entries<Source>({ ...job.files, input: job.input })) {
      const { path, called } = await this.#find(source);
      const extension = extname(called).toLowerCase();
      const own = name === 'input' ? (verbs[job.verb].takes === 'picture' ? 'picture' : verbs[job.verb].takes) : name;
      paths[name] = join(folder, `${own}${extensions.includes(extension) ? extension : ''}`);
      names[paths[name]] = name;
      await linkOrCopy(path, paths[name]);
    }
    return paths;
  }

  async #find(source: Source): Promise<{ path: string; called: string }> {
    if ('path' in source) return { path: await allowedPath(this.#options.allow, source.path), called: source.path };
    const upload = this.#options.uploads.get(source.upload);
    if (upload === undefined) throw new Problem(410, 'ERR_UPLOAD', 'input: the upload was removed');
    return { path: this.#options.uploads.pathOf(upload.id), called: upload.name };
  }

  /** Waits for the process, and ends it when it takes too long or writes too much. */
  async #watch({ id, client }: Job, output: string): Promise<JobEnd> {
    const { limits, budget } = this.#options;
    const timer = setTimeout(() => this.stop('time'), 1000 * (limits.jobSeconds + patienceSeconds));
    let measured = Promise.resolve();
    const watch = setInterval(() => {
      measured = measured.then(async () => {
        if (!budget.set(id, client, bytesOf(await folderFiles(output)))) this.stop('room');
      });
    }, watchMs);
    try {
      return await this.#started!.ended;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      await measured;
    }
  }

  #endOf(end: JobEnd, results: Job['results'], names: Readonly<Record<string, string>>): RunEnd {
    const bytes = bytesOf(results);
    const shared = { results, bytes };
    if (end.kind === 'done') {
      const { frames, damage } = end;
      const warnings = end.warnings.map((warning) => safeWords(warning, names));
      return { ...shared, state: 'done', frames, warnings, damage: damage && safeWords(damage, names) };
    }
    if (end.kind === 'failed') {
      // Limits of the service are not the client's to change.
      const message = safeWords(end.error.message, names).replace(/; the option \w+ allows more$/, '');
      const error = { ...end.error, message };
      return { ...shared, state: 'failed', error, details: end.details ?? end.error.message };
    }
    if (this.#reason === 'canceled') return { ...shared, state: 'canceled' };
    const message = this.#reason === 'room' ? 'the results take more room than there is' : 'the job took too long';
    return {
      ...shared,
      state: 'failed',
      error: { code: this.#reason === 'room' ? 'ERR_NO_ROOM' : 'ERR_TIME', message },
    };
  }
}

function bytesOf(files: Job['results']): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Tells of a run that did not come to work at all. */
function failed(error: unknown): RunEnd {
  if (error instanceof Problem) return { state: 'failed', error: { code: error.code, message: error.message } };
  const details = error instanceof Error ? error.stack : String(error);
  return {
    state: 'failed',
    error: { code: 'ERR_INTERNAL', message: 'the job failed for a reason of the service' },
    details,
  };
}
