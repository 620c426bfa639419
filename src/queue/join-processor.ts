import type { Job, Queue } from './engine.js';
import { cancelledKey, type JoinJob, type JoinResult, joinUser } from './join-job.js';
import { type MapJob, mapError, mapJobId, mapJobOptions } from './map-job.js';
import { giveBack, type ProcessorParts, passOn } from './map-processor.js';
import { WorkUsers } from './work-users.js';

/** The parts that the processor of clips needs, beside those of others. */
interface JoinParts extends ProcessorParts {
  /** Clips whose segments may be in the queue at a time. */
  readonly clips: number;
}

/** The priority of a clip whose segments are there: before those that are not begun. */
const joinPriority = 1;

/**
 * Does clips that were submitted, in two steps: orders the segments of one, as children of its job, and makes the outputs
 * when they are there. Between the two it takes nobody's time.
 */
export class JoinProcessor {
  readonly #parts: JoinParts;
  readonly #users: WorkUsers;
  readonly #maps: Queue<MapJob>;
  readonly #joins: Queue<JoinJob>;

  constructor(parts: JoinParts) {
    this.#parts = parts;
    this.#users = new WorkUsers(parts.engine);
    this.#maps = parts.engine.open('map', parts.version);
    this.#joins = parts.engine.open('join', parts.version);
  }

  async run(job: Job<JoinJob>, token: string): Promise<JoinResult> {
    try {
      await this.#checkCancelled(job);
      await passOn(this.#parts, job, token);
      const work = job.data.work ?? (await this.#plan(job, token));
      const result = await this.#join(job);
      await this.#release(job, work);
      return result;
    } catch (error) {
      try {
        return await giveBack(this.#parts, job, token, error);
      } catch (told) {
        const { work } = job.data;
        if (work !== undefined && told instanceof this.#parts.engine.bullmq.UnrecoverableError) {
          await job.removeUnprocessedChildren();
          await this.#release(job, work);
        }
        throw told;
      }
    }
  }

  /** Orders the segments, and waits for them outside of this worker; returns where they are there already. */
  async #plan(job: Job<JoinJob>, token: string): Promise<string> {
    const { engine, tasks, clips, log, halt } = this.#parts;
    const { DelayedError, WaitingChildrenError } = engine.bullmq;
    if ((await this.#joins.getWaitingChildrenCount()) >= clips) {
      // Many wait: each of them looks again less often.
      await job.moveToDelayed(Date.now() + 1000 + 20 * (await this.#joins.getDelayedCount()), token);
      throw new DelayedError();
    }
    const { work, segments } = await tasks.plan(requestOf(job), job.stalledCounter > 0, halt);
    await this.#users.hold(work, joinUser(job.id!), undefined);
    await job.updateData({ ...job.data, work });
    await this.#checkCancelled(job);
    const parent = { id: job.id!, queue: job.queueQualifiedName };
    const children = Array.from({ length: segments }, (_, segment) => ({
      name: 'segment',
      data: { work, segment },
      opts: {
        ...mapJobOptions,
        jobId: mapJobId(work, segment, job.id),
        parent,
        // The parent goes on as soon as one has failed, and tells why.
        failParentOnFailure: false,
        continueParentOnFailure: true,
      },
    }));
    await this.#maps.addBulk(children);
    await job.changePriority({ priority: joinPriority });
    log('planned', { job: job.id, clip: job.data.input, segments });
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
    return work;
  }

  async #join(job: Job<JoinJob>): Promise<JoinResult> {
    const { tasks, log, halt } = this.#parts;
    await this.#checkCancelled(job);
    const [failed] = Object.keys(await job.getFailedChildrenValues());
    if (failed !== undefined) {
      const child = await this.#maps.getJob(failed.slice(failed.lastIndexOf(':') + 1));
      const { message } = child === undefined ? { message: 'a segment was given up' } : mapError(child, job.data.input);
      throw new this.#parts.engine.bullmq.UnrecoverableError(message);
    }
    const begunMs = performance.now();
    const cancelled = new AbortController();
    let told: Promise<unknown> = Promise.resolve();
    let toldMs = 0;
    const tell = async (progress: object) => {
      try {
        await job.updateProgress(progress);
        await this.#checkCancelled(job);
      } catch (error) {
        cancelled.abort(error);
      }
    };
    const stop = AbortSignal.any([halt, cancelled.signal]);
    const result = await tasks.join(requestOf(job), job.stalledCounter > 0, stop, (progress) => {
      if (performance.now() - toldMs < 1000) return;
      toldMs = performance.now();
      told = tell(progress);
    });
    await told;
    const seconds = Number(((performance.now() - begunMs) / 1000).toFixed(3));
    log('joined', { job: job.id, clip: job.data.input, frames: result.frames, seconds });
    return result;
  }

  /** The segments are needed no more, unless somebody else needs them. */
  async #release(job: Job<JoinJob>, work: string): Promise<void> {
    if ((await this.#users.leave(work, joinUser(job.id!))) === 0) await this.#parts.store.remove(work);
  }

  async #checkCancelled(job: Job<JoinJob>): Promise<void> {
    const { engine } = this.#parts;
    if ((await engine.redis.sismember(cancelledKey, job.id!)) !== 1) return;
    throw new engine.bullmq.UnrecoverableError('was cancelled');
  }
}

function requestOf({ data: { verb, input, output, options } }: Job<JoinJob>) {
  return { verb, input, output, options };
}
