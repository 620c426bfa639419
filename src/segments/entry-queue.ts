import type { SegmentEntry } from './segment-source.js';

/** Holds the entries of one segment until its turn comes, on their way from whoever makes them to whoever needs them. */
export class EntryQueue {
  readonly #entries: SegmentEntry[] = [];
  #ended = false;
  #added = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  /** True while no entry has been added. */
  get isEmpty(): boolean {
    return this.#added === 0;
  }

  add(entry: SegmentEntry): void {
    this.#added++;
    this.#entries.push(entry);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.#wake();
  }

  /** All entries in order, as they come; what is read is not held any more. */
  async *read(): AsyncGenerator<SegmentEntry, void> {
    for (;;) {
      while (this.#entries.length === 0) {
        if (this.#failure) throw this.#failure.error;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      yield this.#entries.shift()!;
    }
  }
}
