import { basename } from 'node:path';
import type { OptionInput, queueOptions } from '../../index.js';
import { allowedPath } from '../api/allowed-path.js';
import type { JobRequest, Source } from '../api/job-request.js';
import { Problem } from '../http/problem.js';
import type { Limits } from '../limits.js';
import type { Log } from '../log.js';
import type { DiskBudget } from './disk-budget.js';
import { isOpen, type Job, type JobProgress, type JobState, jobStates } from './job.js';
import { JobRun, type RunEnd } from './job-run.js';
import { JobWatchers } from './job-watchers.js';
import { nextJob } from './next-job.js';
import { RecordFolder } from './record-folder.js';
import type { Uploads } from './uploads.js';

/** A job that was under way this often when the service was ended is not begun again. */
const mostAttempts = 3;

/** Least bytes that a job is counted with: its record. */
const recordBytes = 4096;

/** The jobs of a service need these things of it. */
export interface JobBoardOptions {
  readonly root: string;
  /** Folder for temporary files of jobs. */
  readonly temporary: string;
  readonly uploads: Uploads;
  readonly budget: DiskBudget;
  readonly limits: Limits;
  /** The folder below which clients may name clips. */
  readonly allow: string | undefined;
  /** Handed through to the library: the queue by which segments are mapped elsewhere. */
  readonly segments: OptionInput<typeof queueOptions>;
  readonly log: Log;
  /** Is told of each job that ends, and how many seconds it ran. */
  readonly onEnd: (job: Job, seconds: number) => void;
}

/** The jobs of all clients: those that wait, run and are done. Each is on disk before it is accepted. */
export class JobBoard {
  readonly #options: JobBoardOptions;
  readonly #folder: RecordFolder<Job>;
  readonly #jobs = new Map<string, Job>();
  readonly #runs = new Map<string, JobRun>();
  readonly #progress = new Map<string, JobProgress>();
  readonly #watchers = new JobWatchers();
  /** The last write of each record that is being written, so that writes keep their order. */
  readonly #writes = new Map<string, Promise<void>>();
  #stopping = false;

  constructor(options: JobBoardOptions) {
    this.#options = options;
    this.#folder = new RecordFolder(options.root);
  }

  /** Takes up the jobs of an earlier run of the service, and goes on with those that were not done. */
  async open(): Promise<void> {
    const { log, budget } = this.#options;
    const { records, unreadable } = await this.#folder.open(isJob);
    for (const id of unreadable) log('job unreadable', { job: id });
    for (const job of records.sort((a, b) => (a.created < b.created ? -1 : 1))) {
      this.#jobs.set(job.id, job);
      budget.set(job.id, job.client, job.bytes + recordBytes);
      if (job.state !== 'running') continue;
      log('job taken up', { job: job.id, attempts: job.attempts });
      if (job.attempts < mostAttempts) await this.#update(job.id, { state: 'queued' });
      else {
        const message = `the service was ended ${mostAttempts} times while this job ran`;
        await this.#update(job.id, { state: 'failed', ended: now(), error: { code: 'ERR_ATTEMPTS', message } });
      }
    }
    this.#startNext();
  }

  /**
   * Accepts a job: it is on disk when this resolves, and survives whatever happens to the service.
   *
   * @throws {Problem} for an input that is not there, and where the client or the service has jobs enough.
   */
  async accept(request: JobRequest, client: string, mayUse: (owner: string) => boolean): Promise<Job> {
    const names = await Promise.all(
      [request.input, ...Object.values(request.files)].map((source) => this.#nameOf(source, mayUse)),
    );
    this.#checkRoom(client);
    const id = await this.#folder.create();
    try {
      this.#checkRoom(client);
      if (!this.#options.budget.set(id, client, recordBytes)) throw new Problem(507, 'ERR_NO_ROOM', noRoom);
    } catch (error) {
      this.#options.budget.release(id);
      await this.#folder.remove(id);
      throw error;
    }
    const job: Job = {
      ...request,
      ...{
        id,
        client,
        name: names[0]!,
        state: 'queued',
        created: now(),
        attempts: 0,
        warnings: [],
        results: [],
        bytes: 0,
      },
    };
    this.#jobs.set(id, job);
    await this.#write(job);
    this.#startNext();
    return job;
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** All jobs, oldest first. */
  list(): Job[] {
    return [...this.#jobs.values()];
  }

  progressOf(id: string): JobProgress | undefined {
    return this.#progress.get(id);
  }

  /** The folder that the results of a job are in. */
  resultsOf(id: string): string {
    return this.#folder.pathOf(id, 'out');
  }

  /** Counts the jobs in each state. */
  counts(): Record<JobState, number> {
    const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>;
    for (const { state } of this.#jobs.values()) counts[state]++;
    return counts;
  }

  /** Tells whether a job that is kept needs an upload. */
  uses(upload: string): boolean {
    return this.list().some(
      (job) => isOpen(job) && sourcesOf(job).some((source) => 'upload' in source && source.upload === upload),
    );
  }

  /** Calls a function at every change of a job, and for each step of its progress. @returns what ends that. */
  watch(id: string, listener: () => void): () => void {
    return this.#watchers.add(id, listener);
  }

  /** Ends a job that waits or runs. @throws {Problem} 409 for one that has ended. */
  async cancel(id: string): Promise<Job> {
    const job = this.#jobs.get(id)!;
    const run = this.#runs.get(id);
    if (run !== undefined) run.stop('canceled');
    else if (job.state === 'queued') await this.#update(id, { state: 'canceled', ended: now() });
    else throw new Problem(409, 'ERR_STATE', `the job is ${job.state}; only one that waits or runs can be canceled`);
    return this.#jobs.get(id)!;
  }

  /** Puts a job that failed or was canceled into the queue again. @throws {Problem} 409 for another one. */
  async retry(id: string, mayUse: (owner: string) => boolean): Promise<Job> {
    const job = this.#jobs.get(id)!;
    if (job.state !== 'failed' && job.state !== 'canceled') {
      throw new Problem(
        409,
        'ERR_STATE',
        `the job is ${job.state}; only one that failed or was canceled can be retried`,
      );
    }
    await Promise.all(sourcesOf(job).map((source) => this.#nameOf(source, mayUse)));
    this.#checkRoom(job.client);
    await this.#update(id, { state: 'queued', attempts: 0, started: undefined, ended: undefined, error: undefined });
    this.#startNext();
    return this.#jobs.get(id)!;
  }

  /** Removes a job that has ended, and its results. @throws {Problem} 409 for one that waits or runs. */
  async remove(id: string): Promise<void> {
    const job = this.#jobs.get(id)!;
    if (isOpen(job) || this.#runs.has(id)) {
      throw new Problem(409, 'ERR_STATE', `the job is ${job.state}; cancel it first`);
    }
    this.#jobs.delete(id);
    await this.#writes.get(id);
    await this.#folder.remove(id);
    this.#options.budget.release(id);
    this.#watchers.tell(id);
  }

  /** Removes what has been kept long enough: jobs by their end, uploads by their age where no job needs them. */
  async sweep(): Promise<void> {
    const { uploads, limits, log } = this.#options;
    const before = new Date(Date.now() - 1000 * limits.keepSeconds).toISOString();
    for (const { id, ended } of this.list()) {
      if (ended === undefined || ended > before || this.#runs.has(id)) continue;
      await this.remove(id);
      log('job expired', { job: id });
    }
    for (const { id, created } of uploads.list()) {
      if (created > before || this.uses(id)) continue;
      await uploads.remove(id);
      log('upload expired', { upload: id });
    }
  }

  /** Begins no more jobs, and gives those that run a while to end; the others wait for the next start of the service. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const runs = [...this.#runs.values()];
    const timer = setTimeout(() => {
      for (const run of runs) run.stop('kept');
    }, 1000 * this.#options.limits.graceSeconds);
    await Promise.all(runs.map(({ ended }) => ended));
    clearTimeout(timer);
    await Promise.all(this.#writes.values());
  }

  /** Starts jobs while there is room. */
  #startNext(): void {
    while (!this.#stopping && this.#runs.size < this.#options.limits.concurrency) {
      const next = nextJob(this.list(), this.#runs);
      if (next === undefined) return;
      const run = new JobRun(next, this.#options, this.#folder.pathOf(next.id), (progress) => {
        this.#progress.set(next.id, progress);
        this.#watchers.tell(next.id);
      });
      this.#runs.set(next.id, run);
      void this.#follow(next, run);
    }
  }

  async #follow({ id, attempts }: Job, run: JobRun): Promise<void> {
    const { log, budget, onEnd } = this.#options;
    log('job started', { job: id });
    const startedAt = performance.now();
    await this.#update(id, { state: 'running', started: now(), attempts: attempts + 1 });
    const end: RunEnd = await run.ended;
    this.#runs.delete(id);
    this.#progress.delete(id);
    const { details, ...changes } = end;
    const kept = changes.state === 'queued';
    await this.#update(id, kept ? { ...changes, attempts } : { ...changes, ended: now() });
    const job = this.#jobs.get(id)!;
    budget.set(id, job.client, job.bytes + recordBytes);
    log(`job ${kept ? 'kept' : job.state}`, { job: id, code: job.error?.code, error: job.error?.message, details });
    if (!kept) onEnd(job, (performance.now() - startedAt) / 1000);
    this.#startNext();
  }

  /** @throws {Problem} 429 where the client or the service has jobs enough. */
  #checkRoom(client: string): void {
    const { limits } = this.#options;
    if (this.#stopping) throw new Problem(503, 'ERR_STOPPING', 'the service is being stopped');
    const open = this.list().filter(isOpen);
    const own = open.filter((job) => job.client === client).length;
    if (open.length < limits.jobs && own < limits.jobsPerClient) return;
    const whose = own < limits.jobsPerClient ? 'the service has' : 'you have';
    throw new Problem(429, 'ERR_BUSY', `${whose} as many jobs as may wait and run; try again when one is done`, {
      headers: { 'Retry-After': '10' },
    });
  }

  /** Finds out what a file of a job is called. @throws {Problem} where it is not there. */
  async #nameOf(source: Source, mayUse: (owner: string) => boolean): Promise<string> {
    if ('path' in source) return basename(await allowedPath(this.#options.allow, source.path));
    const upload = this.#options.uploads.get(source.upload);
    if (upload !== undefined && mayUse(upload.client)) return upload.name;
    throw new Problem(404, 'ERR_UPLOAD', 'input: no such upload');
  }

  async #update(id: string, changes: Partial<Job>): Promise<void> {
    const job: Job = { ...this.#jobs.get(id)!, ...changes };
    this.#jobs.set(id, job);
    await this.#write(job);
    this.#watchers.tell(id);
  }

  async #write(job: Job): Promise<void> {
    const before = this.#writes.get(job.id);
    const write = (async () => {
      await before;
      await this.#folder.write(job);
    })();
    this.#writes.set(job.id, write);
    await write.finally(() => {
      if (this.#writes.get(job.id) === write) this.#writes.delete(job.id);
    });
  }
}

const noRoom = 'there is no room for another job; remove jobs that are done';

function now(): string {
  return new Date().toISOString();
}

/** All files that a job reads. */
function sourcesOf({ input, files }: Job): Source[] {
  return [input, ...Object.values(files)];
}

function isJob(value: unknown): value is Job {
  const { id, client, name, created, state, verb, input, files, options, results } = (value ?? {}) as Partial<
    Record<keyof Job, unknown>
  >;
  const objects = [input, files, options, results];
  return (
    [id, client, name, created, verb].every((text) => typeof text === 'string') &&
    jobStates.some((known) => known === state) &&
    objects.every((object) => typeof object === 'object' && object !== null)
  );
}
