import type { Engine } from './engine.js';
import type { SharedStore } from './shared-store.js';
import { WorkUsers } from './work-users.js';
import type { WorkerLog } from './worker-log.js';

/** The store as it is swept. */
interface Sweep {
  readonly engine: Engine;
  readonly store: SharedStore;
  readonly version: string;
  readonly keepMs: number;
  readonly log: WorkerLog;
}

/** Removes the segments of works that nobody has needed for a while: their clients were killed, or the queue forgot them. */
export async function sweepStore({ engine, store, version, keepMs, log }: Sweep): Promise<void> {
  const users = new WorkUsers(engine);
  const joins = engine.open('join', version);
  try {
    for await (const { work, changedMs } of store.works()) {
      if (Date.now() - changedMs < keepMs) continue;
      const needed = await Promise.all((await users.list(work)).map((user) => isThere(user, work)));
      if (needed.some(Boolean)) continue;
      await store.remove(work);
      log('removed', { work: work.slice(0, 12) });
    }
  } finally {
    await joins.close();
  }

  /** A join that has ended, or is forgotten, needs its segments no more. */
  async function isThere(user: string, work: string): Promise<boolean> {
    const id = /^join:(.*)$/.exec(user)?.[1];
    if (id === undefined) return true;
    const ended = ['completed', 'failed', 'unknown'].includes(await joins.getJobState(id));
    if (ended) await users.leave(work, user);
    return !ended;
  }
}
