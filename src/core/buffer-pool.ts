import { SaliencyError } from './errors.js';

/**
 * A fixed number of equal buffers, which threads can share. `acquire` waits while all are out; `release` hands one back.
 *
 * Nothing is allocated after construction, so a bounded pool bounds the memory of whatever fills it.
 */
export class BufferPool {
  readonly #free: Uint8Array[] = [];
  readonly #waiting: { resolve(buffer: Uint8Array): void; reject(error: unknown): void }[] = [];
  readonly #out = new Set<Uint8Array>();

  constructor(count: number, bytes: number) {
    for (let i = 0; i < count; i++) this.#free.push(new Uint8Array(new SharedArrayBuffer(bytes)));
  }

  /** Buffers that are out at the moment. */
  get inUse(): number {
    return this.#out.size;
  }

  /** True where all buffers are out. */
  get isEmpty(): boolean {
    return this.#free.length === 0;
  }

  /**
   * Takes a buffer, and waits for one while all are out.
   *
   * @param signal - ends the wait by throwing its reason.
   */
  async acquire(signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const buffer = this.#free.pop() ?? (await this.#next(signal));
    this.#out.add(buffer);
    return buffer;
  }

  /**
   * Hands a buffer back.
   *
   * @throws {SaliencyError} for a buffer that is not out: it was released twice, or is not of this pool.
   */
  release(buffer: Uint8Array): void {
    if (!this.#out.delete(buffer)) throw new SaliencyError('ERR_POOL', 'a buffer was released that is not in use');
    const next = this.#waiting.shift();
    if (next) next.resolve(buffer);
    else this.#free.push(buffer);
  }

  #next(signal: AbortSignal | undefined): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter = {
        resolve(buffer: Uint8Array) {
          signal?.removeEventListener('abort', abort);
          resolve(buffer);
        },
        reject,
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
    });
  }
}
