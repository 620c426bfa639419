import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { SaliencyError } from '../core/errors.js';
import { parseQueueAddress, type QueueAddress } from './queue-address.js';

export type { Job, Queue };

/** The packages that are loaded where a queue is used. */
interface Packages {
  readonly bullmq: typeof import('bullmq');
  readonly ioredis: Pick<typeof import('ioredis'), 'Redis'>;
}

/** Every key of ours begins so; the braces keep all of them on one machine of a cluster. */
export const keyPrefix = '{saliency}';

/** The time in which a queue has to answer at first. */
const firstAnswerMs = 5000;

/** A queue that is connected. */
export interface Engine {
  readonly bullmq: Packages['bullmq'];
  readonly redis: Redis;
  /** The address as messages name it. */
  readonly name: string;
  /** Says what is wrong with the connection; undefined while there is one. */
  readonly trouble: string | undefined;
  /** Opens a queue for programs of one version; the engine closes it. */
  open(queue: 'map' | 'join', version: string): Queue;
  /** Gives an answer of the queue. @throws {SaliencyError} `ERR_QUEUE` when it does not come in time. */
  within<T>(answer: Promise<T>, seconds: number): Promise<T>;
  close(): Promise<void>;
}

/** The name of a queue, which programs of other versions do not see. */
export function queueName(queue: 'map' | 'join', version: string): string {
  return `${queue}-${version}`;
}

/**
 * Connects to a queue.
 *
 * @param onTrouble - told what is wrong with the connection when it is lost, and undefined when it is back.
 * @throws {OptionError} for what is no address.
 * @throws {SaliencyError} `ERR_QUEUE` when nobody answers there, `ERR_RUNTIME` when the packages are not installed.
 */
export async function openEngine(
  url: string,
  onTrouble: (trouble: string | undefined) => void = () => {},
): Promise<Engine> {
  const address = parseQueueAddress(url);
  const { bullmq, ioredis } = await loadPackages();
  let isBegun = false;
  let trouble: string | undefined;
  let failure: unknown;
  const redis = new ioredis.Redis({
    ...address.options,
    lazyConnect: true,
    connectTimeout: firstAnswerMs,
    // Commands wait until the connection is back; who asks says for how long.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isBegun ? Math.min(2000, 50 * times) : null),
  });
  redis.on('error', (error: unknown) => {
    failure = error;
  });
  redis.on('close', () => {
    if (!isBegun || trouble !== undefined) return;
    trouble = `the queue ${address.name} does not answer: ${describe(failure)}`;
    onTrouble(trouble);
  });
  redis.on('ready', () => {
    if (trouble === undefined) return;
    trouble = undefined;
    onTrouble(undefined);
  });
  try {
    await inTime(redis.connect(), firstAnswerMs, () => new Error('no answer within 5 s'));
    await inTime(redis.ping(), firstAnswerMs, () => new Error('no answer within 5 s'));
  } catch (error) {
    redis.disconnect();
    throw unreachable(address, failure ?? error);
  }
  isBegun = true;
  const queues: Queue[] = [];
  return {
    bullmq,
    redis,
    name: address.name,
    get trouble() {
      return trouble;
    },
    open(queue, version) {
      const opened = new bullmq.Queue(queueName(queue, version), { connection: redis, prefix: keyPrefix });
      // Trouble is that of the connection, which is told of once.
      opened.on('error', () => {});
      queues.push(opened);
      return opened;
    },
    within: (answer, seconds) =>
      inTime(answer, 1000 * seconds, () => {
        const words = `the queue ${address.name} has not answered for ${seconds} s (${describe(failure)})`;
        return new SaliencyError('ERR_QUEUE', words);
      }),
    async close() {
      isBegun = false;
      const gone = trouble !== undefined;
      // What cannot be said any more is not waited for.
      if (!gone) await Promise.all(queues.map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

async function loadPackages(): Promise<Packages> {
  try {
    return { bullmq: await import('bullmq'), ioredis: await import('ioredis') };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND') {
      throw new SaliencyError('ERR_RUNTIME', `the packages of the queue cannot be loaded: ${message}`, { cause });
    }
    const words = 'a queue needs packages that are not installed: npm install bullmq ioredis';
    throw new SaliencyError('ERR_RUNTIME', words, { cause });
  }
}

function unreachable({ name }: QueueAddress, cause: unknown): SaliencyError {
  const hint = 'Redis or Valkey has to run there';
  return new SaliencyError('ERR_QUEUE', `the queue ${name} cannot be reached (${describe(cause)}); ${hint}`, { cause });
}

function describe(error: unknown): string {
  const [one] = error instanceof AggregateError ? error.errors : [error];
  const { code, message = '' } = (one ?? {}) as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'the connection is refused';
  if (code === 'ENOENT') return 'there is no such socket';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no host has this name';
  if (/^(NOAUTH|WRONGPASS)/.test(message)) return 'the password is missing or wrong';
  return message === '' ? 'the connection is closed' : message;
}

async function inTime<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
