import { type Context, Hono } from 'hono';
import { isId } from '../api/job-request.js';
import { uploadView } from '../api/job-view.js';
import type { AppEnv, AppParts } from '../app.js';
import { displayName } from '../http/display-name.js';
import { json } from '../http/json.js';
import { Problem } from '../http/problem.js';
import type { Upload } from '../jobs/job.js';

/** Uploads: the body is the file, which goes to disk as it comes. */
export function uploadRoutes({ uploads, board, metrics }: AppParts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  async function receive(c: Context<AppEnv>, called: string | undefined): Promise<Response> {
    if (/^multipart\//i.test(c.req.header('Content-Type') ?? '')) {
      throw new Problem(415, 'ERR_TYPE', 'expected the file itself as the body, as curl -T sends it, got a form');
    }
    const length = c.req.header('Content-Length');
    const upload = await uploads.receive(c.env.incoming, {
      client: c.get('client'),
      name: displayName(called ?? '') || 'upload',
      length: length === undefined ? undefined : Number(length),
    });
    metrics.upload(upload.bytes);
    return json(uploadView(upload), 201, { Location: `/v1/uploads/${upload.id}` });
  }

  function find(c: Context<AppEnv>, id: string): Upload {
    const upload = isId(id) ? uploads.get(id) : undefined;
    if (upload !== undefined && c.get('mayUse')(upload.client)) return upload;
    throw new Problem(404, 'ERR_UPLOAD', 'no such upload');
  }

  routes.on(['POST', 'PUT'], '/', (c) => receive(c, c.req.query('name')));
  routes.put('/:upload', (c) => receive(c, c.req.param('upload')));
  routes.get('/', (c) => {
    const mine = uploads.list().filter(({ client }) => c.get('mayUse')(client));
    return json({ uploads: mine.reverse().slice(0, 1000).map(uploadView) });
  });
  routes.get('/:upload', (c) => json(uploadView(find(c, c.req.param('upload')))));
  routes.delete('/:upload', async (c) => {
    const { id } = find(c, c.req.param('upload'));
    if (board.uses(id))
      throw new Problem(409, 'ERR_STATE', 'a job that waits or runs needs the upload; cancel it first');
    await uploads.remove(id);
    return c.body(null, 204);
  });
  return routes;
}
