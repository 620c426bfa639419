import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { describeReadError, InputError, OptionError, SaliencyError } from '../index.js';

/** A server that runs. */
export interface PageServer {
  /** Where the page is, the clip named in it. */
  readonly address: string;
  close(): Promise<void>;
}

/** Says what is served, and where. */
interface PageServerOptions {
  /** Folder of the page. */
  readonly folder: string;
  /** A clip that the page opens at once. */
  readonly clip: string | undefined;
  /** 0 for any that is free. */
  readonly port: number;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.mov': 'video/quicktime',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
};

/**
 * Serves the page to browsers of this machine, and to nobody else: other machines do not reach it, other pages cannot read
 * what it gives, and the clip lies at an address that nobody can guess.
 *
 * @throws {InputError} for a clip that cannot be read.
 * @throws {OptionError} for a port that is taken.
 */
export async function servePage({ folder, clip, port }: PageServerOptions): Promise<PageServer> {
  if (clip !== undefined) await requireFile(clip);
  const secret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.maxConnections = 64;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port: bound } = server.address() as AddressInfo;
    const hosts = [`127.0.0.1:${bound}`, `localhost:${bound}`];
    // A name of another's that leads here would make its pages ones of ours.
    if (!hosts.includes(request.headers.host ?? '')) return refuse(response, 403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    const path = decoded(new URL(request.url ?? '/', `http://${hosts[0]}`).pathname);
    const file = path === undefined ? undefined : fileOf(path);
    if (file === undefined) return refuse(response, 404);
    await send(request, response, file);
  }

  function fileOf(path: string): string | undefined {
    if (clip !== undefined && path === `/${secret}/clip/${basename(clip)}`) return clip;
    const name = path.replace(new RegExp(`^/(?:${secret}/)?`), '') || 'index.html';
    // The page is one folder without folders.
    return /^[\w-][\w.-]*$/.test(name) ? join(folder, name) : undefined;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      const cause = { cause: error };
      reject(
        taken
          ? OptionError.of('port', `expected a port that is free, got ${port}`, cause)
          : new SaliencyError('ERR_OUTPUT', `the page could not be served: ${error.message}`, cause),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address: clip === undefined ? `${origin}/` : `${origin}/${secret}/?clip=${encodeURIComponent(basename(clip))}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function requireFile(clip: string): Promise<void> {
  const found = await stat(clip).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${clip}: ${describeReadError(error)}`, { cause: error });
  });
  if (!found.isFile()) throw new InputError(`${clip}: expected a file`);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${status}\n`);
}

async function send(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return refuse(response, 404);
  response.setHeader('Content-Type', types[extname(path).toLowerCase()] ?? 'application/octet-stream');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Content-Length', found.size);
  response.writeHead(200);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Whoever goes away while it is sent has what they want.
  pipeline(createReadStream(path), response, () => {});
}
