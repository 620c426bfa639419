import { Worker } from 'node:worker_threads';
import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats } from '../core/model.js';
import type { FrameMapper } from './segment-run.js';

/** What the worker is started with. */
export interface ModelThreadData {
  readonly model: string;
  readonly size: FrameSize;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the worker is asked; each is answered once. */
export type ModelRequest =
  | { readonly kind: 'push'; readonly rgb: Uint8Array }
  | { readonly kind: 'flush' }
  | { readonly kind: 'reseed' | 'reset' };

/** What the worker says: that it is ready, how many of the shared `slots` hold a new map, or what went wrong. */
export type ModelReply =
  | { readonly kind: 'ready'; readonly slots: readonly Float32Array[] }
  | { readonly kind: 'maps'; readonly count: number; readonly stats: FrameStats | undefined }
  | { readonly kind: 'error'; readonly error: unknown };

/** A model in a thread of its own. `close` ends the thread. */
export interface ModelThread extends FrameMapper {
  close(): Promise<void>;
}

/**
 * Starts a model in a thread of its own, so that pipes never wait for arithmetic.
 *
 * Maps come back through shared memory. Frames whose data is shared memory too reach the thread without a copy.
 */
export async function startModel(
  model: string,
  size: FrameSize,
  options: Readonly<Record<string, unknown>>,
): Promise<ModelThread> {
  const workerData: ModelThreadData = { model, size, options };
  const worker = new Worker(new URL('./model-worker.js', import.meta.url), { workerData });

  let settle: { resolve(reply: ModelReply): void; reject(error: unknown): void } | undefined;
  worker.on('message', (reply: ModelReply) => {
    if (reply.kind === 'error') settle?.reject(reply.error);
    else settle?.resolve(reply);
  });
  worker.on('error', (error) => settle?.reject(error));
  worker.on('exit', () => settle?.reject(new Error('the model thread ended before it answered')));
  const reply = () => new Promise<ModelReply>((resolve, reject) => (settle = { resolve, reject }));

  const started = await reply();
  if (started.kind !== 'ready') throw new TypeError(`the model thread said ${started.kind} before it was ready`);
  const { slots } = started;

  async function ask(request: ModelRequest, emit?: EmitMap): Promise<FrameStats | undefined> {
    const answer = reply();
    worker.postMessage(request);
    const maps = await answer;
    if (maps.kind !== 'maps') throw new TypeError(`the model thread said ${maps.kind} for ${request.kind}`);
    for (let i = 0; i < maps.count; i++) emit?.(slots[i]!);
    return maps.stats;
  }

  return {
    latency: slots.length - 1,
    async push(rgb, emit) {
      return (await ask({ kind: 'push', rgb }, emit))!;
    },
    async flush(emit) {
      await ask({ kind: 'flush' }, emit);
    },
    async reseed() {
      await ask({ kind: 'reseed' });
    },
    async reset() {
      await ask({ kind: 'reset' });
    },
    async close() {
      await worker.terminate();
    },
  };
}
