import { type Engine, keyPrefix } from './engine.js';

/** Milliseconds since 1970 by the clock of Redis, which is one for all machines. */
const now = `local t = redis.call('TIME'); local now = t[1] * 1000 + math.floor(t[2] / 1000)`;
const clear = `${now}; redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. now)`;
/** Longest life of a list of users that nobody looks at: 60 days. */
const forgetMs = 60 * 24 * 3600 * 1000;

const scripts = {
  hold: `${now}; local till = 'inf'; if ARGV[2] ~= 'inf' then till = now + ARGV[2] end
    redis.call('ZADD', KEYS[1], till, ARGV[1]); redis.call('PEXPIRE', KEYS[1], ${forgetMs}); return 1`,
  leave: `${clear}; redis.call('ZREM', KEYS[1], ARGV[1]); return redis.call('ZCARD', KEYS[1])`,
  list: `${clear}; return redis.call('ZRANGE', KEYS[1], 0, -1)`,
};

/**
 * The users of a work are those who need its segments: clients, who have to say so again and again, and the joins of jobs
 * that were submitted. Without users, its segments are not mapped any more, and are removed from the store.
 */
export class WorkUsers {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** @param ms - how long, by the clock of Redis; undefined until the user leaves. */
  async hold(work: string, user: string, ms: number | undefined): Promise<void> {
    await this.#run('hold', work, user, ms === undefined ? 'inf' : String(ms));
  }

  /** Gives the users that are left, if there are any. */
  async leave(work: string, user: string): Promise<number> {
    return Number(await this.#run('leave', work, user));
  }

  async list(work: string): Promise<readonly string[]> {
    return (await this.#run('list', work)) as string[];
  }

  #run(script: keyof typeof scripts, work: string, ...values: string[]): Promise<unknown> {
    return this.#engine.redis.eval(scripts[script], 1, `${keyPrefix}:users:${work}`, ...values);
  }
}
