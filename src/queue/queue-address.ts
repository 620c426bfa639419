import { OptionError } from '../core/errors.js';

/** An address of Redis, taken apart as its client takes it. */
export interface QueueAddress {
  readonly options: {
    readonly host?: string;
    readonly port?: number;
    readonly path?: string;
    readonly username?: string;
    readonly password?: string;
    readonly db?: number;
    readonly tls?: object;
  };
  /** The address without a password, as messages name it. */
  readonly name: string;
}

/** @throws {OptionError} for what is no address. */
export function parseQueueAddress(text: string): QueueAddress {
  const expected = 'expected redis://host, rediss://host or unix:///path';
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw OptionError.of('queue', `${expected}, got "${masked(text)}"`, { cause });
  }
  const db = url.searchParams.get('db') ?? (url.protocol === 'unix:' ? '' : url.pathname.slice(1));
  if (!/^\d*$/.test(db)) throw OptionError.of('queue', `expected the number of a database, got "${db}"`);
  const shared = {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(db === '' ? {} : { db: Number(db) }),
  };
  if (url.protocol === 'unix:') {
    const path = decodeURIComponent(url.pathname);
    return { options: { ...shared, path }, name: `unix://${path}` };
  }
  if (!['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    throw OptionError.of('queue', `${expected}, got "${masked(text)}"`);
  }
  const port = url.port === '' ? 6379 : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const tls = url.protocol === 'rediss:' ? { tls: { servername: host } } : {};
  return { options: { ...shared, host, port, ...tls }, name: `${url.protocol}//${url.hostname}:${port}` };
}

/** An address may hold a password, which no message repeats. */
function masked(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//…@');
}
