import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { OptionError } from '../core/errors.js';
import { type Engine, type Job, keyPrefix, type Queue } from './engine.js';
import {
  cancelledKey,
  type JoinJob,
  type JoinRequest,
  type JoinResult,
  joinJobId,
  joinJobOptions,
} from './join-job.js';
import { identifySource } from './source-identity.js';
import type { ClipState, KeptSubmission, Submission, SubmittedClip } from './submission.js';
import type { JoinProgress } from './worker-tasks.js';

/** Seconds that a submission is remembered: 60 days. */
const rememberedSeconds = 60 * 24 * 3600;
/** Submissions that are listed at most. */
const mostListed = 100;
const [listKey, submissionKey] = [`${keyPrefix}:submissions`, (id: string) => `${keyPrefix}:submission:${id}`];

/** The clips that were submitted to a queue: hands them in, tells of them, ends them. To be closed. */
export class Submissions {
  readonly #engine: Engine;
  readonly #version: string;
  readonly #joins: Queue<JoinJob>;

  constructor(engine: Engine, version: string) {
    this.#engine = engine;
    this.#version = version;
    this.#joins = engine.open('join', version);
  }

  /**
   * Hands in clips that are done by workers, who go on when this program is gone. A clip that was done already, or is
   * being done, is not done again.
   *
   * @returns the submission: the same one for the same clips.
   * @throws {InputError} for a clip that cannot be read; none is handed in then.
   */
  async submit(requests: readonly JoinRequest[]): Promise<Submission> {
    const [{ verb } = { verb: undefined }] = requests;
    if (verb === undefined) throw new OptionError('there is no clip to submit');
    const jobs: { readonly job: string; readonly request: JoinRequest }[] = [];
    for (const request of requests) {
      const source = await identifySource(request.input);
      jobs.push({ job: joinJobId(request, source, this.#version), request });
    }
    const twice = jobs.find(({ request: { output } }, i) => jobs.findIndex((one) => one.request.output === output) < i);
    if (twice !== undefined) {
      throw OptionError.of('output', `expected one clip for each output, got two for "${twice.request.output}"`);
    }
    const id = createHash('sha256')
      .update(jobs.map(({ job }) => job).join())
      .digest('hex')
      .slice(0, 12);
    const kept: KeptSubmission = {
      id,
      verb,
      at: new Date().toISOString(),
      version: this.#version,
      clips: jobs.map(({ job, request: { input, output } }) => ({ job, input, output })),
    };
    await this.#engine.redis.set(submissionKey(id), JSON.stringify(kept), 'EX', rememberedSeconds);
    await this.#engine.redis.zadd(listKey, Date.now(), id);
    for (let at = 0; at < jobs.length; at += 100) {
      await Promise.all(jobs.slice(at, at + 100).map(({ job, request }) => this.#handIn(job, request)));
    }
    return this.#tell(kept);
  }

  /** Lists the latest submissions, the newest first. */
  async list(): Promise<readonly Submission[]> {
    const ids = await this.#engine.redis.zrevrange(listKey, 0, mostListed - 1);
    const submissions: Submission[] = [];
    for (const id of ids) {
      const text = await this.#engine.redis.get(submissionKey(id));
      if (text === null) await this.#engine.redis.zrem(listKey, id);
      else submissions.push(await this.#tell(JSON.parse(text)));
    }
    return submissions;
  }

  /** @throws {OptionError} for an id that is not known. */
  async show(id: string): Promise<Submission> {
    return this.#tell(await this.#kept(id));
  }

  /** Ends the clips of a submission that are not done. Whoever works on one hears of it within seconds. */
  async cancel(id: string): Promise<Submission> {
    const kept = await this.#kept(id);
    for (const { job: jobId } of kept.clips) {
      const job = await this.#joins.getJob(jobId);
      const state = await this.#joins.getJobState(jobId);
      if (job === undefined || state === 'completed' || state === 'failed') continue;
      await this.#engine.redis.sadd(cancelledKey, jobId);
      // Without its segments, it is taken by a worker, who clears up.
      if (state === 'waiting-children') await job.removeUnprocessedChildren();
      else if (state !== 'active' && job.data.work === undefined) await job.remove();
    }
    return this.#tell(kept);
  }

  /** Hands in again what failed, was cancelled or was forgotten. */
  async retry(id: string): Promise<Submission> {
    const kept = await this.#kept(id);
    for (const { job: jobId } of kept.clips) {
      const job = await this.#joins.getJob(jobId);
      if (job?.failedReason === undefined || !(await job.isFailed())) continue;
      const { verb, input, output, options } = job.data;
      await this.#handIn(jobId, { verb, input, output, options });
    }
    return this.#tell(kept);
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  async #handIn(jobId: string, request: JoinRequest): Promise<void> {
    const state = await this.#joins.getJobState(jobId);
    const isCancelled = (await this.#engine.redis.sismember(cancelledKey, jobId)) === 1;
    if (state === 'completed') {
      const job = await this.#joins.getJob(jobId);
      const { outputs = [] } = (job?.returnvalue ?? {}) as Partial<JoinResult>;
      if (outputs.every((path) => existsSync(path))) return;
    } else if (state !== 'failed' && state !== 'unknown' && !isCancelled) return;
    if (state !== 'unknown') await this.#joins.remove(jobId, { removeChildren: true });
    await this.#engine.redis.srem(cancelledKey, jobId);
    await this.#joins.add(request.verb, request, { ...joinJobOptions, jobId });
  }

  async #kept(id: string): Promise<KeptSubmission> {
    const text = await this.#engine.redis.get(submissionKey(id));
    if (text === null) throw new OptionError(`expected the id of a submission, got "${id}", which is not known`);
    return JSON.parse(text) as KeptSubmission;
  }

  async #tell({ clips, id, verb, at }: KeptSubmission): Promise<Submission> {
    const told: SubmittedClip[] = [];
    for (let first = 0; first < clips.length; first += 100) {
      told.push(...(await Promise.all(clips.slice(first, first + 100).map((clip) => this.#tellClip(clip)))));
    }
    return { id, verb, at, clips: told };
  }

  async #tellClip(clip: KeptSubmission['clips'][number]): Promise<SubmittedClip> {
    const job: Job<JoinJob> | undefined = await this.#joins.getJob(clip.job);
    const isCancelled = (await this.#engine.redis.sismember(cancelledKey, clip.job)) === 1;
    if (job === undefined) return { ...clip, state: isCancelled ? 'cancelled' : 'forgotten' };
    const state = states[await job.getState()] ?? 'waiting';
    if (state === 'done') return { ...clip, state, result: job.returnvalue as JoinResult };
    if (state === 'mapping') {
      const { processed = 0, unprocessed = 0 } = await job.getDependenciesCount({ processed: true, unprocessed: true });
      return { ...clip, state, segments: { done: processed, total: processed + unprocessed } };
    }
    if (state === 'encoding') return { ...clip, state, progress: progressIn(job.progress) };
    if (state !== 'failed') return { ...clip, state: isCancelled ? 'cancelled' : state };
    const tries = job.data.failures?.map(({ worker, error }) => `${worker}: ${error.message}`);
    return isCancelled
      ? { ...clip, state: 'cancelled' }
      : { ...clip, state, error: lostOr(job.failedReason), ...(tries === undefined ? {} : { tries }) };
  }
}

const states: Readonly<Record<string, ClipState>> = {
  'waiting-children': 'mapping',
  active: 'encoding',
  completed: 'done',
  failed: 'failed',
};

function progressIn(progress: unknown): JoinProgress | undefined {
  return typeof progress === 'object' && progress !== null && 'frames' in progress
    ? (progress as JoinProgress)
    : undefined;
}

function lostOr(reason: string): string {
  return /stalled/.test(reason) ? 'every worker that took it was lost with it' : reason;
}
