import type { FromWorker, ToWorker } from './messages.js';

/** The part of a worker's global scope that is used here; the types of a page lack it. */
export interface WorkerScope {
  readonly name: string;
  readonly location: { readonly href: string };
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
}
