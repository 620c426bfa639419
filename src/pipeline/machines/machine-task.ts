import type { JoinRequest } from '../../queue/join-job.js';
import type { JoinProgress } from '../../queue/worker-tasks.js';
import type { ErrorRecord } from '../../workers/protocol.js';

/** The work of a thread of a worker; one at a time. */
export type MachineTask =
  | { readonly kind: 'map'; readonly work: string; readonly segment: number }
  | { readonly kind: 'plan' | 'join'; readonly request: JoinRequest };

/** The queue and the store of a worker, which its threads open themselves. */
export interface MachinePlace {
  readonly queue: string;
  readonly store: string;
}

/** A request to a thread of a worker. */
export type MachineRequest =
  | { readonly task: MachineTask; readonly place: MachinePlace }
  | { readonly stop: ErrorRecord };

/** The answer of a thread of a worker. */
export type MachineReply =
  | { readonly progress: JoinProgress }
  | { readonly result: unknown }
  | { readonly error: ErrorRecord };
