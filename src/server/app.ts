import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { version } from '../index.js';
import { openApi } from './api/openapi.js';
import type { Guard } from './http/guard.js';
import { json } from './http/json.js';
import { Problem } from './http/problem.js';
import type { JobBoard } from './jobs/job-board.js';
import type { Uploads } from './jobs/uploads.js';
import type { Limits } from './limits.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { jobRoutes } from './routes/job-routes.js';
import { resultRoutes } from './routes/result-routes.js';
import { uploadRoutes } from './routes/upload-routes.js';

/** An answer is made with these. */
export interface AppEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** Who asks; set where a token is needed. */
    client: string;
    /** Tells whether the client may see what is somebody's. */
    mayUse: (owner: string) => boolean;
  };
}

/** The service is put together from these parts. */
export interface AppParts {
  readonly guard: Guard;
  readonly board: JobBoard;
  readonly uploads: Uploads;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Aborted when the service is to stop. */
  readonly stopping: AbortSignal;
  /** Serves the page, where there is one. */
  readonly page: (request: Request) => Promise<Response | undefined>;
}

/** Puts the answers of the service together. */
export function createApp(parts: AppParts): Hono<AppEnv> {
  const { guard, board, metrics, log, stopping, page } = parts;
  const app = new Hono<AppEnv>();
  const description = JSON.stringify(openApi());

  app.use(async (c, next) => {
    const startedAt = performance.now();
    const given = c.req.header('X-Request-Id');
    const requestId = given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    try {
      guard.checkPlace(c.req.raw);
      if (c.req.method === 'OPTIONS') c.res = new Response(null, { status: 204 });
      else await next();
    } catch (error) {
      c.res = answerTo(error, requestId, log);
    }
    if (c.error !== undefined) c.res = answerTo(c.error, requestId, log);
    const seconds = (performance.now() - startedAt) / 1000;
    const { headers, status } = c.res;
    guard.complete(c.req.raw, headers);
    headers.set('X-Request-Id', requestId);
    // What is left of a body that was refused is not read.
    if (status >= 400 && !c.env.incoming.complete) headers.set('Connection', 'close');
    metrics.request(methodOf(c.req.method), status === 404 ? 'none' : c.req.routePath, status, seconds);
    const fields = { request: requestId, method: c.req.method, path: c.req.path.slice(0, 200), status };
    log('request', { ...fields, ms: Math.round(1000 * seconds), client: c.get('client') });
  });
  // The errors of handlers come to the function above.
  app.onError((error) => new Response(error.message, { status: 500 }));
  app.notFound((c) =>
    new Problem(404, 'ERR_NOT_FOUND', 'there is nothing here; /openapi.json tells what there is').response(
      c.get('requestId'),
    ),
  );

  app.get('/healthz', () => {
    const { queued, running } = board.counts();
    const status = stopping.aborted ? 'stopping' : 'ok';
    return json({ status, version, jobs: { queued, running } }, stopping.aborted ? 503 : 200);
  });
  app.get('/openapi.json', (c) => c.body(description, 200, { 'Content-Type': 'application/json' }));

  const needsToken: MiddlewareHandler<AppEnv> = async (c, next) => {
    const client = guard.clientOf(c.req.raw, c.env.incoming.socket.remoteAddress ?? 'unknown');
    c.set('client', client);
    c.set('mayUse', (owner) => !guard.separates || owner === client);
    await next();
  };
  app.use('/metrics', needsToken);
  app.use('/v1/*', needsToken);
  app.get('/metrics', async (c) => {
    const { type, body } = await metrics.text();
    return c.body(body, 200, { 'Content-Type': type });
  });
  app.route('/v1/uploads', uploadRoutes(parts));
  app.route('/v1/jobs', jobRoutes(parts));
  app.route('/v1/jobs', resultRoutes(parts));

  app.get('/*', async (c, next) => {
    const answer = await page(c.req.raw);
    if (answer !== undefined) return answer;
    if (c.req.path === '/')
      return c.text(`video-saliency ${version}\n\nThe service works. /openapi.json describes it.\n`);
    await next();
    return undefined;
  });
  return app;
}

/** Turns what was thrown into an answer; what nobody has foreseen is told to the log alone. */
function answerTo(thrown: unknown, requestId: string, log: Log): Response {
  if (thrown instanceof Problem) return thrown.response(requestId);
  const details = thrown instanceof Error ? thrown.stack : String(thrown);
  log('error', { request: requestId, details });
  return new Problem(500, 'ERR_INTERNAL', 'the service failed; its log tells more under this request').response(
    requestId,
  );
}

/** Methods that nobody knows are counted as one. */
function methodOf(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';
}
