import { SaliencyError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats } from '../core/model.js';
import type { FrameMapper } from '../mapping/frame-mapper.js';
import { errorOf, type ModelChoice, type ModelReply, type ModelRequest } from './protocol.js';

/** The way to a model host. */
export interface ModelPort {
  post(request: ModelRequest): void;
  /** Ends the host, whatever it is doing. */
  close(): void | Promise<void>;
}

/** The receiver of what a host has to say. */
export interface ModelListener {
  reply(reply: ModelReply): void;
  /** The host is gone, and will answer nothing any more. */
  end(cause: unknown): void;
}

/** Time for one answer: a model that needs longer for a frame is taken to hang. */
const ANSWER_TIMEOUT_MS = 120_000;

/**
 * A model that works somewhere else: in a thread, in a worker of a browser, behind a socket.
 *
 * The host starts at once, and may be given its model later. Maps come back through shared memory where there is such.
 * Frames whose data is shared memory too reach the host without a copy.
 */
export class RemoteModel implements FrameMapper {
  readonly #port: ModelPort;
  readonly #timeoutMs: number;
  #latency = 0;
  #slots: readonly Float32Array[] | undefined;
  /** Shared memory of frames that the host knows. */
  readonly #frames: Uint8Array[] = [];
  #ended: Error | undefined;
  #failed = false;
  #settle: { resolve(reply: ModelReply): void; reject(error: unknown): void } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param connect - opens the way to the host, which talks to the listener.
   * @param options - `timeoutMs`: the longest that one answer may take, 120,000 by default.
   */
  constructor(
    connect: (listener: ModelListener) => ModelPort,
    { timeoutMs = ANSWER_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
  ) {
    this.#timeoutMs = timeoutMs;
    this.#port = connect({
      reply: (reply) => this.#receive(reply),
      end: (cause) => this.#end(new SaliencyError('ERR_MODEL', 'the thread of the model has ended', { cause })),
    });
  }

  get latency(): number {
    return this.#latency;
  }

  /** Whether the model can be asked: it is there, has not failed, and owes no answer. */
  get free(): boolean {
    return this.#ended === undefined && !this.#failed && this.#settle === undefined;
  }

  /** Makes the model; called once. */
  async create(model: ModelChoice, size: FrameSize): Promise<void> {
    const reply = await this.#ask({ kind: 'create', model, size });
    if (reply.kind !== 'created') throw unexpected('create', reply);
    this.#latency = reply.latency;
    this.#slots = reply.slots;
  }

  async push(rgb: Uint8Array, emit: EmitMap): Promise<FrameStats> {
    // Elsewhere there is no shared memory, or the frame is another one under the same number.
    const shared = typeof SharedArrayBuffer === 'function' && rgb.buffer instanceof SharedArrayBuffer;
    const known = shared ? this.#frames.indexOf(rgb) : -1;
    const frame = known === -1 ? this.#frames.length : known;
    if (shared && known === -1) this.#frames.push(rgb);
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

  /** Ends the host. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#port.close();
  }

  async #run(request: ModelRequest, emit: EmitMap): Promise<FrameStats | undefined> {
    const reply = await this.#ask(request);
    if (reply.kind !== 'done') throw unexpected(request.kind, reply);
    const maps = reply.maps ?? this.#slots ?? [];
    for (const [i, confidence] of reply.confidences.entries()) emit(maps[i]!, confidence);
    return reply.stats;
  }

  #ask(request: ModelRequest): Promise<ModelReply> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      // In two halves: a computer that slept has let the first one pass at once, and gets the second to answer.
      this.#timer = setTimeout(() => {
        this.#timer = setTimeout(() => this.#giveUp(), this.#timeoutMs / 2);
      }, this.#timeoutMs / 2);
      this.#port.post(request);
    });
  }

  #receive(reply: ModelReply): void {
    const settle = this.#settle;
    this.#settle = undefined;
    clearTimeout(this.#timer);
    if (reply.kind === 'failed') {
      this.#failed = true;
      settle?.reject(errorOf(reply.error));
    } else settle?.resolve(reply);
  }

  #giveUp(): void {
    this.#end(new SaliencyError('ERR_MODEL', `the model has not answered for ${this.#timeoutMs / 1000} seconds`));
    // Whoever asked hears of it now; that the host cannot be ended either would not help.
    Promise.resolve(this.#port.close()).catch(() => {});
  }

  #end(error: Error): void {
    clearTimeout(this.#timer);
    this.#ended ??= error;
    this.#settle?.reject(this.#ended);
    this.#settle = undefined;
  }
}

function unexpected(request: string, { kind }: ModelReply): TypeError {
  return new TypeError(`the model host answered ${request} with ${kind}`);
}
