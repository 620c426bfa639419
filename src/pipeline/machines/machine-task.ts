import type { JoinRequest } from '../../queue/join-job.js';
import type { JoinProgress } from '../../queue/worker-tasks.js';
import type { ErrorRecord } from '../../workers/protocol.js';

/** The work of a thread of a worker; one at a time. */
export type MachineTask =
  | { readonly kind: 'map'; readonly work: string; readonly segment: number }
  | { readonly kind: 'plan' | 'join'; readonly request: JoinRequest };

/** What a thread of a worker is told. */
export type MachineRequest = { readonly task: MachineTask } | { readonly stop: ErrorRecord };

/** What a thread of a worker answers. */
export type MachineReply =
  | { readonly progress: JoinProgress }
  | { readonly result: unknown }
  | { readonly error: ErrorRecord };

/** What a thread of a worker is started with. */
export interface MachinePlace {
  readonly queue: string;
  readonly store: string;
}
