import { type Engine, keyPrefix } from './engine.js';

/** A worker that has told of itself lately. */
export interface ListedWorker {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** Segments that it takes at a time. */
  readonly segments: number;
}

const [ends, told] = [`${keyPrefix}:workers`, `${keyPrefix}:workers:told`];
const now = `local t = redis.call('TIME'); local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

const scripts = {
  tell: `${now}; redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1]); redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])`,
  leave: `redis.call('ZREM', KEYS[1], ARGV[1]); redis.call('HDEL', KEYS[2], ARGV[1])`,
  list: `${now}; for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
      redis.call('ZREM', KEYS[1], id); redis.call('HDEL', KEYS[2], id) end
    return redis.call('HVALS', KEYS[2])`,
};

/** Says that a worker is there. @param ms - after which it is taken to be gone, unless it says so again. */
export async function tellWorker({ redis }: Engine, worker: ListedWorker, ms: number): Promise<void> {
  await redis.eval(scripts.tell, 2, ends, told, worker.id, JSON.stringify(worker), String(ms));
}

export async function removeWorker({ redis }: Engine, id: string): Promise<void> {
  await redis.eval(scripts.leave, 2, ends, told, id);
}

/** The workers that serve a queue now, of all versions. */
export async function listWorkers({ redis }: Engine): Promise<readonly ListedWorker[]> {
  const texts = (await redis.eval(scripts.list, 2, ends, told)) as string[];
  return texts.map((text) => JSON.parse(text) as ListedWorker);
}
