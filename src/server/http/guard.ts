import { hostname } from 'node:os';
import { Problem } from './problem.js';
import type { Tokens } from './tokens.js';

/** Who may ask for what. */
export interface GuardOptions {
  readonly tokens: Tokens | undefined;
  /** Names of hosts by which the service is called, beside localhost and addresses. */
  readonly names: readonly string[];
  /** Origins whose pages may use the service, beside its own. */
  readonly origins: readonly string[];
}

/** Headers that every answer has, unless it has its own. */
const usualHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Keeps out pages of other origins, names that lead here but are not ours, and clients without a token. */
export class Guard {
  readonly #options: GuardOptions;
  readonly #names: ReadonlySet<string>;

  constructor(options: GuardOptions) {
    this.#options = options;
    const own = hostname().toLowerCase();
    this.#names = new Set([
      'localhost',
      ...(own === '' ? [] : [own]),
      ...options.names.map((name) => name.toLowerCase()),
    ]);
  }

  /**
   * Checks by what name the service was called, and from where.
   *
   * A page elsewhere may point its own name to this machine (DNS rebinding), or post a form to it; addresses cannot be
   * pointed anywhere, so they are always right.
   *
   * @throws {Problem} 421 for a wrong name, 403 for a foreign origin.
   */
  checkPlace(request: Request): void {
    const host = hostOf(request.headers.get('Host'));
    if (host === undefined || !(isAddress(host) || this.#names.has(host))) {
      throw new Problem(421, 'ERR_HOST', 'the service is not called by this name; --name adds names');
    }
    const origin = request.headers.get('Origin');
    if (origin === null || this.#isOwn(origin, request) || this.#options.origins.includes(origin)) return;
    throw new Problem(403, 'ERR_ORIGIN', 'pages of this origin may not use the service; --origin adds origins');
  }

  /**
   * Finds out who asks.
   *
   * @param address - where the request comes from.
   * @throws {Problem} 401 without a token that is known, where tokens are needed.
   */
  clientOf(request: Request, address: string): string {
    const { tokens } = this.#options;
    if (tokens === undefined) return address;
    const holder = tokens.holderOf(request.headers.get('Authorization'));
    if (holder !== undefined) return holder;
    throw new Problem(401, 'ERR_TOKEN', 'expected a known token: Authorization: Bearer <token>', {
      headers: { 'WWW-Authenticate': 'Bearer realm="saliency"' },
    });
  }

  /** Tells whether clients see their own jobs alone: where they have tokens to tell them apart. */
  get separates(): boolean {
    return this.#options.tokens !== undefined;
  }

  /** Adds the headers that browsers want to an answer, and what lets pages of named origins read it. */
  complete(request: Request, headers: Headers): void {
    for (const [name, value] of Object.entries(usualHeaders)) if (!headers.has(name)) headers.set(name, value);
    if (this.#options.origins.length === 0) return;
    headers.append('Vary', 'Origin');
    const origin = request.headers.get('Origin');
    if (origin === null || !this.#options.origins.includes(origin)) return;
    headers.set('Access-Control-Allow-Origin', origin);
    headers.set('Access-Control-Expose-Headers', 'Location, Content-Range, Accept-Ranges, ETag, X-Request-Id');
    headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
    if (request.method !== 'OPTIONS') return;
    headers.set('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, DELETE');
    headers.set('Access-Control-Allow-Headers', 'Authorization, Content-Type, Range, If-Range, Last-Event-ID');
    headers.set('Access-Control-Max-Age', '600');
  }

  #isOwn(origin: string, request: Request): boolean {
    return origin.replace(/^https?:\/\//, '').toLowerCase() === request.headers.get('Host')?.toLowerCase();
  }
}

/** The name or address in a `Host` header, without its port; undefined for what is none. */
function hostOf(header: string | null): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(header ?? '')?.[1]?.toLowerCase();
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
