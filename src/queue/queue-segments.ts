import { randomUUID } from 'node:crypto';
import { OptionError, PartialInputError, SaliencyError } from '../core/errors.js';
import type { OptionValues } from '../core/options.js';
import type { SegmentDamage, SegmentEntry, SegmentSource } from '../segments/segment-source.js';
import { toldIn, unpackSegment } from '../segments/stored-segment.js';
import { type Engine, type Job, openEngine, type Queue } from './engine.js';
import { type MapJob, mapError, mapJobId, mapJobOptions } from './map-job.js';
import { openStore } from './open-store.js';
import { pause } from './pause.js';
import type { queueOptions } from './queue-options.js';
import { orderFile, type SegmentOrder, segmentFile, workOf } from './segment-order.js';
import type { SharedStore } from './shared-store.js';
import { WorkUsers } from './work-users.js';
import { listWorkers } from './worker-list.js';

/** Segments of a clip that are in the queue at a time: three hours of it. */
const mostQueued = 540;
/** A store on another machine may show a file a while after it was written. */
const visibleMs = 5000;
const [shortestPollMs, longestPollMs] = [20, 500];

/** Maps the segments of a clip on other machines, and waits for each. */
export class QueueSegments implements SegmentSource {
  /** Sentences for the user, from the machines that mapped, and about segments that could not be used. */
  readonly warnings = new Set<string>();
  /** Damage of segments without a frame, which no entry can tell of. */
  damage: SegmentDamage | undefined;
  readonly #engine: Engine;
  readonly #store: SharedStore;
  readonly #waitSeconds: number;
  readonly #queue: Queue;
  readonly #users: WorkUsers;
  readonly #user = `client:${randomUUID()}`;
  readonly #begunMs = Date.now();
  readonly #ending = new AbortController();
  #signal: AbortSignal;
  #order: SegmentOrder | undefined;
  #work = '';
  #label = '';
  #strict = false;
  #queued = 0;
  #holding: Promise<void> = Promise.resolve();
  #latestChangeMs = Date.now();

  private constructor(engine: Engine, store: SharedStore, waitSeconds: number, version: string) {
    this.#engine = engine;
    this.#store = store;
    this.#waitSeconds = waitSeconds;
    this.#queue = engine.open('map', version);
    this.#users = new WorkUsers(engine);
    this.#signal = this.#ending.signal;
  }

  /**
   * Connects to the queue and opens the store; what is opened has to be closed. Undefined where no queue is asked for.
   *
   * @throws {OptionError} for a store without a queue, the other way round, and values that cannot be.
   */
  static async connect(
    { queue, store, queueWait }: OptionValues<typeof queueOptions>,
    version: string,
  ): Promise<QueueSegments | undefined> {
    if (queue === undefined) {
      if (store !== undefined) throw OptionError.of('store', 'expected a queue beside it, got none');
      return undefined;
    }
    if (store === undefined) throw OptionError.of('queue', 'expected a store beside it, got none');
    const opened = await openStore(store);
    try {
      return new QueueSegments(await openEngine(queue), opened, queueWait, version);
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  /** Puts the order of a clip into the store, and gives the name of its work. Nothing is mapped yet. */
  async place(order: SegmentOrder): Promise<string> {
    const work = workOf(order);
    await this.#store.write(work, orderFile, [Buffer.from(JSON.stringify(order))]);
    return work;
  }

  /**
   * Orders the segments of a clip, which can be read then.
   *
   * @param reader - `label` names the clip in messages; `strict` refuses one that is damaged.
   */
  async begin(
    order: SegmentOrder,
    {
      label,
      strict,
      signal,
    }: { readonly label: string; readonly strict: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<void> {
    this.#work = await this.place(order);
    this.#order = order;
    this.#label = label;
    this.#strict = strict;
    if (signal !== undefined) this.#signal = AbortSignal.any([signal, this.#ending.signal]);
    await this.#engine.within(this.#hold(), this.#waitSeconds);
    this.#holding = this.#keepHolding();
  }

  read(segment: number): AsyncIterable<SegmentEntry> {
    return {
      [Symbol.asyncIterator]: () => {
        const left = new AbortController();
        const entries = this.#entries(segment, AbortSignal.any([this.#signal, left.signal]));
        return {
          next: () => entries.next(),
          return: () => {
            left.abort();
            return entries.return();
          },
        };
      },
    };
  }

  /**
   * Leaves the queue. Segments that nobody else needs are removed from the store, and jobs from the queue.
   *
   * @param keep - leaves the segments for a while, to be taken up again.
   */
  async close({ keep = false } = {}): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    await this.#holding;
    try {
      if (this.#order === undefined) return;
      // Who else needs the segments is not known where the queue is gone: they would be mapped again.
      const others = await this.#engine.within(this.#leave(), 5).catch(() => 0);
      if (others === 0 && !keep) await this.#store.remove(this.#work);
    } finally {
      await this.#engine.close();
      this.#store.close();
    }
  }

  /** Takes the jobs back that nobody else needs; gives the number of others. */
  async #leave(): Promise<number> {
    const left = await this.#users.leave(this.#work, this.#user);
    if (left > 0) return left;
    for (let at = 0; at < this.#queued; at += 100) {
      const ids = Array.from({ length: Math.min(100, this.#queued - at) }, (_, i) => mapJobId(this.#work, at + i));
      // One that is being mapped cannot be removed: it finds that nobody needs it.
      await Promise.allSettled(ids.map((id) => this.#queue.remove(id)));
    }
    return 0;
  }

  async *#entries(segment: number, signal: AbortSignal): AsyncGenerator<SegmentEntry, void> {
    const id = mapJobId(this.#work, segment);
    let found = await this.#take(segment);
    let missingSinceMs: number | undefined;
    let again = 0;
    for (let pollMs = shortestPollMs; found === undefined; pollMs = Math.min(longestPollMs, 1.3 * pollMs)) {
      if (this.#ending.signal.aborted || (signal.aborted && !this.#signal.aborted)) return;
      this.#signal.throwIfAborted();
      await this.#enqueue(segment);
      const state = await this.#engine.within(this.#queue.getJobState(id), this.#waitSeconds);
      if (state === 'failed') await this.#judge(id);
      if (state === 'completed') {
        found = await this.#take(segment);
        missingSinceMs ??= Date.now();
        if (found !== undefined || Date.now() - missingSinceMs < visibleMs) {
          if (found === undefined) await pause(pollMs, signal);
          continue;
        }
        if (++again > 2) throw this.#lost(segment);
        missingSinceMs = undefined;
      }
      if (state === 'completed' || state === 'failed') await this.#queue.remove(id);
      if (state === 'completed' || state === 'failed' || state === 'unknown') {
        // A queue that has forgotten the job has forgotten who needs it.
        await this.#engine.within(this.#hold(), this.#waitSeconds);
        await this.#add([segment]);
      } else await this.#checkWorkers();
      await pause(pollMs, signal);
    }
    this.#latestChangeMs = Date.now();
    yield* found;
  }

  /** The entries of a segment that is in the store. */
  async #take(segment: number): Promise<SegmentEntry[] | undefined> {
    const file = await this.#store.read(this.#work, segmentFile(segment));
    if (file === undefined) return undefined;
    const found = unpackSegment(file, { work: this.#work, segment });
    if (typeof found === 'string') {
      this.warnings.add(`${this.#store.name}: segment ${segment + 1} ${found}: it is mapped again`);
      return undefined;
    }
    const told = toldIn(file);
    for (const warning of told?.warnings ?? []) this.warnings.add(warning);
    this.damage ??= told?.damage;
    if (told?.damage !== undefined && this.#strict) {
      const { message, decoded, expected } = told.damage;
      throw new PartialInputError(message, decoded, expected);
    }
    return found;
  }

  /** Puts the segment into the queue, and those behind it as far as the queue may be filled. */
  async #enqueue(segment: number): Promise<void> {
    const till = Math.min(this.#order!.segments, segment + mostQueued);
    if (till <= this.#queued) return;
    const segments = Array.from({ length: till - this.#queued }, (_, i) => this.#queued + i);
    this.#queued = till;
    await this.#add(segments);
  }

  async #add(segments: readonly number[]): Promise<void> {
    const jobs = segments.map((segment) => ({
      name: 'segment',
      data: { work: this.#work, segment } satisfies MapJob,
      opts: { ...mapJobOptions, jobId: mapJobId(this.#work, segment) },
    }));
    await this.#engine.within(this.#queue.addBulk(jobs), this.#waitSeconds);
  }

  /** @throws the error of a job that was given up, unless that was before this client came. */
  async #judge(id: string): Promise<void> {
    const job: Job<MapJob> | undefined = await this.#engine.within(this.#queue.getJob(id), this.#waitSeconds);
    if (job === undefined || (job.finishedOn ?? Number.POSITIVE_INFINITY) < this.#begunMs) return;
    throw mapError(job, this.#label);
  }

  #lost(segment: number): SaliencyError {
    const words = `segment ${segment + 1} was mapped, but is not in the store ${this.#store.name}`;
    return new SaliencyError('ERR_STORE', `${this.#label}: ${words}: do all machines see the same one?`);
  }

  /** @throws {SaliencyError} when no worker is there for too long, or only such of other versions. */
  async #checkWorkers(): Promise<void> {
    const waitedMs = Date.now() - this.#latestChangeMs;
    if (waitedMs < Math.min(3000, 500 * this.#waitSeconds)) return;
    const workers = await this.#engine.within(listWorkers(this.#engine), this.#waitSeconds);
    const { version } = this.#order!;
    if (workers.some((worker) => worker.version === version)) {
      this.#latestChangeMs = Date.now();
      return;
    }
    const { name } = this.#engine;
    const others = [...new Set(workers.map((worker) => worker.version))].join(', ');
    if (others !== '') {
      const words = `expected workers of version ${version}, which this program is, at ${name}; got ${others}`;
      throw OptionError.of('queue', words);
    }
    if (waitedMs < 1000 * this.#waitSeconds) return;
    const words = `no worker has served the queue ${name} for ${this.#waitSeconds} s; start one with saliency worker`;
    throw new SaliencyError('ERR_QUEUE', words);
  }

  get #holdMs(): number {
    return 1000 * Math.min(60, this.#waitSeconds);
  }

  #hold(): Promise<void> {
    return this.#users.hold(this.#work, this.#user, this.#holdMs);
  }

  async #keepHolding(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await pause(this.#holdMs / 3, this.#ending.signal);
      // Where the queue is gone, whoever waits for a segment says so.
      if (!this.#ending.signal.aborted && this.#engine.trouble === undefined) await this.#hold().catch(() => {});
    }
  }
}
