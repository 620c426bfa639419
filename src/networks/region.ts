/** Bytes taken one behind the other, aligned to 16, from an address on. Counts only: whoever made it owns the memory. */
export class Region {
  readonly #start: number;
  #next: number;

  constructor(start: number) {
    this.#start = start;
    this.#next = start;
  }

  /** The address of so many bytes. */
  take(bytes: number): number {
    const address = this.#next;
    this.#next = 16 * Math.ceil((address + bytes) / 16);
    return address;
  }

  /** Bytes that were taken. */
  get used(): number {
    return this.#next - this.#start;
  }
}
