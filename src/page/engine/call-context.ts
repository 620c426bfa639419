/** Every call gets this beside its arguments. */
export interface CallContext {
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
  /** Sends a part of a long list ahead of the answer. */
  part(items: readonly unknown[]): void;
}
