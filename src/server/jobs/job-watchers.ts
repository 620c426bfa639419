/** Tells those who follow jobs that something has changed. */
export class JobWatchers {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Adds a listener to a job. @returns what takes it away again. */
  add(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  tell(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}
