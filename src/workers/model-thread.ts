import { Worker } from 'node:worker_threads';
import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats } from '../core/model.js';
import type { FrameMapper } from '../mapping/frame-mapper.js';
import type { ModelReply, ModelRequest } from './protocol.js';

/**
 * A model in a thread of its own, so that pipes never wait for arithmetic.
 *
 * The thread starts at once, and may be given its model later. Maps come back through shared memory. Frames whose data
 * is shared memory too reach the thread without a copy.
 */
export class ModelThread implements FrameMapper {
  readonly #worker = new Worker(new URL('./model-worker.js', import.meta.url));
  #slots: readonly Float32Array[] = [];
  /** Shared memory of frames that the worker knows. */
  readonly #frames: Uint8Array[] = [];
  #ended: { readonly error: unknown } | undefined;
  #settle: { resolve(reply: ModelReply): void; reject(error: unknown): void } | undefined;

  constructor() {
    this.#worker.on('message', (reply: ModelReply) => {
      const settle = this.#settle;
      this.#settle = undefined;
      if (reply.kind === 'failed') settle?.reject(reply.error);
      else settle?.resolve(reply);
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the model thread has ended')));
  }

  get latency(): number {
    return this.#slots.length - 1;
  }

  /** Whether the thread can be asked: it is there, and owes no answer. */
  get free(): boolean {
    return this.#ended === undefined && this.#settle === undefined;
  }

  /** Makes the model; called once. */
  async create(model: string, size: FrameSize, options: Readonly<Record<string, unknown>>): Promise<void> {
    const reply = await this.#ask({ kind: 'create', model, size, options });
    if (reply.kind === 'created') this.#slots = reply.slots;
  }

  async push(rgb: Uint8Array, emit: EmitMap): Promise<FrameStats> {
    const known = this.#frames.indexOf(rgb);
    const frame = known === -1 ? this.#frames.length : known;
    if (frame === this.#frames.length && rgb.buffer instanceof SharedArrayBuffer) this.#frames.push(rgb);
    return (await this.#run({ kind: 'push', frame, rgb: known === -1 ? rgb : undefined }, emit))!;
  }

  async flush(emit: EmitMap): Promise<void> {
    await this.#run({ kind: 'flush' }, emit);
  }

  async reseed(): Promise<void> {
    await this.#ask({ kind: 'reseed' });
  }

  async reset(): Promise<void> {
    this.#frames.length = 0;
    await this.#ask({ kind: 'reset' });
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #run(request: ModelRequest, emit: EmitMap): Promise<FrameStats | undefined> {
    const reply = await this.#ask(request);
    if (reply.kind !== 'done') throw new TypeError(`the model thread answered ${request.kind} with ${reply.kind}`);
    for (const [i, confidence] of reply.confidences.entries()) emit(this.#slots[i]!, confidence);
    return reply.stats;
  }

  #end(error: unknown): void {
    this.#ended ??= { error };
    this.#settle?.reject(this.#ended.error);
  }

  #ask(request: ModelRequest): Promise<ModelReply> {
    if (this.#ended) return Promise.reject(this.#ended.error);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#worker.postMessage(request);
    });
  }
}
