import { Hono } from 'hono';
import { readJobRequest } from '../api/job-request.js';
import { jobView } from '../api/job-view.js';
import type { AppEnv, AppParts } from '../app.js';
import { jobEvents } from '../http/job-events.js';
import { json } from '../http/json.js';
import { Problem } from '../http/problem.js';
import { readJson } from '../http/read-json.js';
import { type Job, jobStates } from '../jobs/job.js';
import { findJob } from './find-job.js';

/** Followers at a time, of all jobs: each holds a connection. */
const mostFollowers = 1000;

/** Jobs: asked for, listed, followed, ended, tried again, removed. */
export function jobRoutes({ board, limits, metrics, stopping, log }: AppParts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const view = (job: Job) => jobView(job, board.progressOf(job.id));
  let followers = 0;

  routes.post('/', async (c) => {
    const body = await readJson(c.req.header('Content-Type') ?? null, c.env.incoming);
    const job = await board.accept(readJobRequest(body, limits), c.get('client'), c.get('mayUse'));
    log('job accepted', { request: c.get('requestId'), job: job.id, verb: job.verb, client: job.client });
    return json(view(job), 201, { Location: `/v1/jobs/${job.id}` });
  });

  routes.get('/', (c) => {
    const { state, limit = '50', before } = c.req.query();
    if (state !== undefined && !jobStates.some((known) => known === state)) {
      throw new Problem(400, 'ERR_REQUEST', `state: expected one of ${jobStates.join(', ')}`, { option: 'state' });
    }
    if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 200) {
      throw new Problem(400, 'ERR_REQUEST', 'limit: expected an integer in [1, 200]', { option: 'limit' });
    }
    const jobs = board.list().filter((job) => c.get('mayUse')(job.client));
    const end = before === undefined ? jobs.length : jobs.findIndex(({ id }) => id === before);
    if (end === -1) throw new Problem(404, 'ERR_JOB', 'before: no such job', { option: 'before' });
    const older = jobs.slice(0, end).filter((job) => state === undefined || job.state === state);
    return json({ jobs: older.slice(-Number(limit)).reverse().map(view) });
  });

  routes.get('/:id', (c) => json(view(findJob(c, board))));
  routes.delete('/:id', async (c) => {
    await board.remove(findJob(c, board).id);
    return c.body(null, 204);
  });
  routes.post('/:id/cancel', async (c) => json(view(await board.cancel(findJob(c, board).id)), 202));
  routes.post('/:id/retry', async (c) => json(view(await board.retry(findJob(c, board).id, c.get('mayUse'))), 202));

  routes.get('/:id/events', (c) => {
    const { id } = findJob(c, board);
    const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    if (followers >= mostFollowers) {
      throw new Problem(503, 'ERR_BUSY', 'too many clients follow jobs', { headers: { 'Retry-After': '5' } });
    }
    followers++;
    metrics.followers.set(followers);
    const events = jobEvents(board, id, stopping, () => {
      followers--;
      metrics.followers.set(followers);
    });
    return c.body(events, 200, headers);
  });
  return routes;
}
