/** Counts the bytes that uploads and jobs take, of all clients and of each. */
export class DiskBudget {
  readonly #total: number;
  readonly #perClient: number;
  readonly #entries = new Map<string, { client: string; bytes: number }>();
  readonly #clients = new Map<string, number>();
  #used = 0;

  /** @param total - bytes that all clients may take; `perClient`: that one of them may. */
  constructor({ total, perClient }: { readonly total: number; readonly perClient: number }) {
    this.#total = total;
    this.#perClient = perClient;
  }

  /** Bytes that are taken. */
  get used(): number {
    return this.#used;
  }

  /**
   * Says how much something takes.
   *
   * @param id - of an upload or a job.
   * @returns whether there is room for it; it is counted all the same.
   */
  set(id: string, client: string, bytes: number): boolean {
    const before = this.#entries.get(id)?.bytes ?? 0;
    const ofClient = (this.#clients.get(client) ?? 0) + bytes - before;
    this.#used += bytes - before;
    if (ofClient === 0) this.#clients.delete(client);
    else this.#clients.set(client, ofClient);
    if (bytes === 0) this.#entries.delete(id);
    else this.#entries.set(id, { client, bytes });
    return bytes <= before || (this.#used <= this.#total && ofClient <= this.#perClient);
  }

  /** Forgets what is gone. */
  release(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.set(id, entry.client, 0);
  }
}
