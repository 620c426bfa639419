import type { ErrorRecord } from '../../browser.js';
import { errorOf } from '../../browser.js';
import type { EngineCalls, FromWorker, ToWorker } from './messages.js';
import { UndecodableClip } from './undecodable-clip.js';

/** A call may bring these along besides its arguments. */
export interface CallOptions {
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

type ArgumentsOf<K extends keyof EngineCalls> = Parameters<EngineCalls[K]>;
type Returned<K extends keyof EngineCalls> = ReturnType<EngineCalls[K]>;

interface Pending {
  readonly parts: unknown[];
  readonly onProgress: CallOptions['onProgress'];
  resolve(value: { readonly value: unknown; readonly parts: readonly unknown[] }): void;
  reject(error: unknown): void;
}

/** Calls what a worker offers; each call is a promise. Ends the worker, and rejects what waits, on `close`. */
export class WorkerCalls {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #last = 0;
  #ended: Error | undefined;

  /** @param onEvent - hears all that is no answer; `onEnd` that the worker is gone. */
  constructor(worker: Worker, onEvent: (message: FromWorker) => void, onEnd: (error: Error) => void) {
    this.#worker = worker;
    const end = (error: Error) => {
      this.#end(error);
      onEnd(error);
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (!this.#settle(data)) onEvent(data);
    };
    worker.onerror = (event) => end(new Error(event.message || 'the worker of the page could not be started'));
    worker.onmessageerror = () => end(new Error('a message of the worker could not be read'));
  }

  post(message: ToWorker, transfer: Transferable[] = []): void {
    if (this.#ended === undefined) this.#worker.postMessage(message, transfer);
  }

  async call<K extends keyof EngineCalls>(
    name: K,
    args: ArgumentsOf<K>,
    options: CallOptions = {},
  ): Promise<Returned<K>> {
    const { value } = await this.inParts(name, args, options);
    return value;
  }

  /** Calls what sends a long list in parts ahead of its answer. */
  async inParts<K extends keyof EngineCalls>(
    name: K,
    args: ArgumentsOf<K>,
    { onProgress, signal }: CallOptions = {},
  ): Promise<{ readonly value: Returned<K>; readonly parts: readonly unknown[] }> {
    signal?.throwIfAborted();
    if (this.#ended !== undefined) throw this.#ended;
    const id = ++this.#last;
    const cancel = () => this.post({ kind: 'cancel', id });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<{ readonly value: Returned<K>; readonly parts: readonly unknown[] }>(
        (resolve, reject) => {
          this.#pending.set(id, { parts: [], onProgress, reject, resolve: resolve as Pending['resolve'] });
          this.post({ kind: 'call', id, name, args });
        },
      );
    } catch (error) {
      // Whoever canceled gets the reason that they gave.
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  close(): void {
    this.#end(new DOMException('The session was closed.', 'AbortError'));
    this.#worker.terminate();
  }

  /** Tells whether a message belonged to a call. */
  #settle(message: FromWorker): boolean {
    if (!('id' in message) || message.kind === 'want') return false;
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return true;
    if (message.kind === 'part') pending.parts.push(...message.items);
    else if (message.kind === 'progress') pending.onProgress?.(message);
    else {
      this.#pending.delete(message.id);
      if (message.kind === 'answer') pending.resolve({ value: message.value, parts: pending.parts });
      else pending.reject(revive(message.error));
    }
    return true;
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

/** Makes an error again that came from the worker. */
export function revive(record: ErrorRecord): Error {
  if (record.name !== 'UndecodableClip') return errorOf(record);
  const { clip, codec, reason } = record.properties;
  return new UndecodableClip({
    name: String(clip),
    codec: codec === undefined ? undefined : String(codec),
    reason: String(reason),
  });
}
