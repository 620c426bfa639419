import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OptionInput } from '#lib/core/options.js';
import { type Service, startService } from '#lib/server/serve.js';
import type { serveOptions } from '#lib/server/serve-options.js';

/** A job, as much of it as tests look at. */
export interface JobView {
  readonly id: string;
  readonly state: string;
  readonly name: string;
  readonly options: Record<string, unknown>;
  readonly attempts: number;
  readonly frames?: number;
  readonly warnings: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly option?: string };
  readonly results: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly type: string;
    readonly href: string;
  }[];
}

/** A service of the tests, on a free port, with a folder that goes with it. */
export interface TestService {
  readonly url: string;
  readonly data: string;
  readonly log: string[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  upload(body: Uint8Array<ArrayBuffer> | string, name?: string): Promise<string>;
  /** Asks for a job that has to be accepted. */
  job(request: unknown): Promise<JobView>;
  /** Waits for the end of a job. */
  ended(id: string): Promise<JobView>;
  /** Stops it, and removes its folder unless that is to be kept. */
  close(keep?: 'keep'): Promise<void>;
}

/** Starts a service in this process. */
export async function testService(
  options: OptionInput<typeof serveOptions> = {},
  more: { token?: string; page?: string } = {},
): Promise<TestService> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'video-saliency-service-'));
  const log: string[] = [];
  const surroundings = { page: join(data, 'no-page'), ...more, write: (line: string) => void log.push(line) };
  const service: Service = await startService({ port: 0, grace: '1s', ...options, data }, surroundings);
  const { url } = service;
  const headers: Record<string, string> = more.token === undefined ? {} : { Authorization: `Bearer ${more.token}` };
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } });
  const post: TestService['post'] = (path, body, own) =>
    ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...own } });
  return {
    ...{ url, data, log, fetch: ask, post },
    async upload(body, name = 'clip.mp4') {
      const response = await ask(`/v1/uploads/${encodeURIComponent(name)}`, { method: 'PUT', body });
      if (response.status !== 201) throw new Error(await response.text());
      return ((await response.json()) as { id: string }).id;
    },
    async job(request) {
      const response = await post('/v1/jobs', request);
      if (response.status !== 201) throw new Error(await response.text());
      return (await response.json()) as JobView;
    },
    async ended(id) {
      const events = await readEvents(await ask(`/v1/jobs/${id}/events`));
      const last = events.at(-1);
      if (last?.event !== 'end') throw new Error(`the events of the job ended with ${last?.event}`);
      return last.data as JobView;
    },
    async close(keep) {
      await service.stop();
      if (keep === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

/** One server-sent event. */
export interface TestEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Reads events until the service ends them, or `until` says that it is enough. */
export async function readEvents(
  response: Response,
  until: (event: TestEvent) => boolean = () => false,
): Promise<TestEvent[]> {
  const events: TestEvent[] = [];
  let rest = '';
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const parts = `${rest}${text}`.split('\n\n');
    rest = parts.pop()!;
    for (const part of parts) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1];
      const [event, data] = [field('event'), field('data')];
      if (event !== undefined) events.push({ event, data: JSON.parse(data!) });
      if (event !== undefined && until(events.at(-1)!)) return events;
    }
  }
  return events;
}
