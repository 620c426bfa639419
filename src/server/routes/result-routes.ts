import { join } from 'node:path';
import { Hono } from 'hono';
import { fileView } from '../api/job-view.js';
import type { AppEnv, AppParts } from '../app.js';
import { json } from '../http/json.js';
import { Problem } from '../http/problem.js';
import { sendFile } from '../http/send-file.js';
import { findJob } from './find-job.js';

/** A report runs scripts of its own, and asks for nothing but the clips beside it. */
const reportPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  "media-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Browsers show a clip or a picture in a page of their own, which runs nothing. */
const filePolicy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/** Results: the files of jobs, whole or in parts. */
export function resultRoutes({ board }: AppParts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get('/:id/files', (c) => {
    const { id, results } = findJob(c, board);
    return json({ files: results.map((file) => fileView(id, file)) });
  });

  routes.get('/:id/files/:name{.+}', async (c) => {
    const { id, results } = findJob(c, board);
    // The name is looked up, and not put together with a path: there are no others than those that the job has written.
    const file = results.find(({ name }) => name === c.req.param('name'));
    const disposition = c.req.query('download') === undefined ? 'inline' : 'attachment';
    const answer =
      file &&
      (await sendFile(c.req.raw, {
        path: join(board.resultsOf(id), file.name),
        headers: {
          'Content-Disposition': `${disposition}; filename="${file.name.replace(/^.*\//, '')}"`,
          'Content-Security-Policy': file.name.endsWith('.html') ? reportPolicy : filePolicy,
        },
      }));
    if (answer === undefined) throw new Problem(404, 'ERR_FILE', 'the job has no such file');
    return answer;
  });
  return routes;
}
