import type { Job } from './job.js';

/**
 * Chooses the job to start next: of the client that has the fewest running, the one that waits longest.
 *
 * @param jobs - of all clients, oldest first.
 * @param runs - has the jobs that run, by their id.
 */
export function nextJob(jobs: readonly Job[], runs: ReadonlyMap<string, unknown>): Job | undefined {
  const load = new Map<string, number>();
  for (const { id, client } of jobs) if (runs.has(id)) load.set(client, (load.get(client) ?? 0) + 1);
  let best: Job | undefined;
  for (const job of jobs) {
    if (job.state !== 'queued' || runs.has(job.id)) continue;
    if (best === undefined || (load.get(job.client) ?? 0) < (load.get(best.client) ?? 0)) best = job;
  }
  return best;
}
