import type { Context } from 'hono';
import { isId } from '../api/job-request.js';
import type { AppEnv } from '../app.js';
import { Problem } from '../http/problem.js';
import type { Job } from '../jobs/job.js';
import type { JobBoard } from '../jobs/job-board.js';

/**
 * Finds the job that a request is about.
 *
 * @throws {Problem} 404 for one that is not there, and for that of somebody else: which of them is not told.
 */
export function findJob(c: Context<AppEnv>, board: JobBoard): Job {
  const id = c.req.param('id');
  const job = isId(id) ? board.get(id) : undefined;
  if (job !== undefined && c.get('mayUse')(job.client)) return job;
  throw new Problem(404, 'ERR_JOB', 'no such job');
}
