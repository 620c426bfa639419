import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import {
  describeSystemError,
  OptionError,
  type OptionInput,
  optionName,
  resolveOptions,
  type SystemError,
  wording,
} from '../index.js';
import { createApp } from './app.js';
import { lockData } from './data-lock.js';
import { Guard } from './http/guard.js';
import { staticPage } from './http/static-page.js';
import { Tokens } from './http/tokens.js';
import { DiskBudget } from './jobs/disk-budget.js';
import { JobBoard } from './jobs/job-board.js';
import { Uploads } from './jobs/uploads.js';
import { limitsOf } from './limits.js';
import { createLog } from './log.js';
import { Metrics } from './metrics.js';
import { type ServeValues, serveOptions } from './serve-options.js';

/** Expired jobs and uploads are looked for this often at most and at least. */
const sweepMs = { least: 1000, most: 60_000 };

/** Limits of connections: headers have to come, and bodies to go on, within these times. */
const connectionLimits = { headersTimeout: 20_000, requestTimeout: 21_600_000, keepAliveTimeout: 5000 };
const idleMs = 120_000;
const mostConnections = 2000;

/** The service takes these besides its options. */
export interface Surroundings {
  /** A token that opens the service, beside those of a file. */
  readonly token?: string | undefined;
  /** Folder of the page at `/`; it need not be there. */
  readonly page: string;
  /** Is given the lines of the log. */
  readonly write: (line: string) => void;
}

/** A service that listens. */
export interface Service {
  /** Its address: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Stops it: nothing is accepted any more, running jobs end or are kept for the next start. */
  stop(): Promise<void>;
}

/**
 * Starts the service.
 *
 * @throws {OptionError} for an address, a port, a folder or a file that cannot be used, and for an address that others reach
 * where no token is set.
 */
export async function startService(
  given: OptionInput<typeof serveOptions>,
  { token, page, write }: Surroundings,
): Promise<Service> {
  const values = resolveOptions(serveOptions, given);
  const tokens = await Tokens.read(values.tokenFile, token);
  if (tokens === undefined && !isLoopback(values.host)) {
    const hint = wording`set ${optionName('tokenFile')} or the environment's SALIENCY_TOKEN`;
    throw OptionError.of('host', [
      `expected an address of this machine alone where no token is set, got ${values.host}; `,
      ...hint,
    ]);
  }
  if ((values.queue === undefined) !== (values.store === undefined)) {
    const [has, lacks] = values.queue === undefined ? ['store', 'queue'] : ['queue', 'store'];
    throw OptionError.of(lacks!, wording`expected it beside ${optionName(has!)}`);
  }
  const tls = await readTls(values);
  if (values.allow !== undefined) await requireFolder('allow', values.allow);
  if (values.store !== undefined && !isBucket(values.store)) await requireFolder('store', values.store);
  const data = resolve(values.data);
  const unlock = await lockData(data);
  try {
    return await open(values, { data, tokens, tls, page, write, unlock });
  } catch (error) {
    await unlock();
    throw error;
  }
}

interface Foundation {
  readonly data: string;
  readonly tokens: Tokens | undefined;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly page: string;
  readonly write: (line: string) => void;
  readonly unlock: () => Promise<void>;
}

async function open(values: ServeValues, { data, tokens, tls, page, write, unlock }: Foundation): Promise<Service> {
  const limits = limitsOf(values);
  const log = createLog(values.log, write);
  const metrics = new Metrics();
  const budget = new DiskBudget({ total: limits.diskBytes, perClient: limits.diskBytesPerClient });
  const uploads = new Uploads(join(data, 'uploads'), budget, limits);
  const temporary = join(data, 'tmp');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { mode: 0o700 });
  const { queue, store, queueWait } = values;
  // Jobs work in folders of their own, where a path from here would lead elsewhere.
  const place = store === undefined || isBucket(store) ? store : resolve(store);
  const segments = queue === undefined ? {} : { queue, store: place, queueWait };
  const board = new JobBoard({
    ...{ root: join(data, 'jobs'), temporary, uploads, budget, limits, segments, log },
    allow: values.allow === undefined ? undefined : resolve(values.allow),
    onEnd: (job, seconds) => metrics.job(job, seconds),
  });
  metrics.observe(board, budget);
  await uploads.open();
  const stopping = new AbortController();
  const split = (text = '') =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const guard = new Guard({ tokens, names: [values.host, ...split(values.name)], origins: split(values.origin) });
  const app = createApp({
    guard,
    board,
    uploads,
    limits,
    metrics,
    log,
    stopping: stopping.signal,
    page: staticPage(page),
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    ...(tls === undefined
      ? { createServer, serverOptions: connectionLimits }
      : { createServer: createSecureServer, serverOptions: { ...connectionLimits, ...tls } }),
  }) as ReturnType<typeof createServer>;
  server.setTimeout(idleMs);
  server.maxConnections = mostConnections;
  const address = await listen(server, values);
  // Only when the address is ours: a second service on a folder would have been refused before.
  await board.open();
  const sweepEvery = Math.min(sweepMs.most, Math.max(sweepMs.least, 250 * limits.keepSeconds));
  const sweep = setInterval(() => {
    board.sweep().catch((error: Error) => log('error', { details: error.stack }));
  }, sweepEvery);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const url = `${tls === undefined ? 'http' : 'https'}://${host}:${address.port}`;
  log('listening', { url });
  return {
    url,
    async stop() {
      log('stopping', { running: board.counts().running });
      clearInterval(sweep);
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      stopping.abort();
      await board.stop();
      server.closeAllConnections();
      await closed;
      await unlock();
      log('stopped');
    },
  };
}

/** @throws {OptionError} for a port that is taken, and for an address that is not of this machine. */
function listen(server: ReturnType<typeof createServer>, { host, port }: ServeValues): Promise<AddressInfo> {
  return new Promise((done, refuse) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const options = { cause };
      if (cause.code === 'EADDRINUSE')
        refuse(OptionError.of('port', `${port} is in use on ${host}; choose another, or 0 for any`, options));
      else if (cause.code === 'EACCES')
        refuse(OptionError.of('port', `${port} may not be listened on by this user`, options));
      else refuse(OptionError.of('host', `${host} is no address of this machine (${cause.code})`, options));
    });
    server.listen(port, host, () => done(server.address() as AddressInfo));
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

async function readTls({ tlsCert, tlsKey }: ServeValues): Promise<Foundation['tls']> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined) throw OptionError.of('tlsCert', wording`expected it beside ${optionName('tlsKey')}`);
  if (tlsKey === undefined) throw OptionError.of('tlsKey', wording`expected it beside ${optionName('tlsCert')}`);
  return { cert: await readText('tlsCert', tlsCert), key: await readText('tlsKey', tlsKey) };
}

async function readText(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw OptionError.of(option, `${path} cannot be read: ${describeSystemError(cause as SystemError)}`, { cause });
  }
}

function isBucket(store: string): boolean {
  return store.startsWith('s3://');
}

async function requireFolder(option: string, path: string): Promise<void> {
  const found = await stat(path).catch((cause: SystemError) => {
    throw OptionError.of(option, `${path}: ${describeSystemError(cause)}`, { cause });
  });
  if (!found.isDirectory()) throw OptionError.of(option, `expected a folder, ${path} is none`);
}
