import type { JoinResult, SubmittedVerb } from './join-job.js';
import type { JoinProgress } from './worker-tasks.js';

/** The state of a clip that was submitted: it waits, is mapped, is encoded, or has ended in one of four ways. */
export type ClipState = 'waiting' | 'mapping' | 'encoding' | 'done' | 'failed' | 'cancelled' | 'forgotten';

/** A clip that was submitted, and what has become of it. */
export interface SubmittedClip {
  /** The number of its job. */
  readonly job: string;
  readonly input: string;
  readonly output: string | undefined;
  readonly state: ClipState;
  /** Segments that are mapped, of how many; while it is mapped. */
  readonly segments?: { readonly done: number; readonly total: number } | undefined;
  /** The progress of the encoding. */
  readonly progress?: JoinProgress | undefined;
  /** A sentence that says why it failed. */
  readonly error?: string | undefined;
  /** The machines on which it failed, each with what it said; not always one alone. */
  readonly tries?: readonly string[] | undefined;
  readonly result?: JoinResult | undefined;
}

/** Several clips that were submitted together. */
export interface Submission {
  readonly id: string;
  readonly verb: SubmittedVerb;
  /** The instant at which it was submitted, as an ISO date. */
  readonly at: string;
  readonly clips: readonly SubmittedClip[];
}

/** A submission as the queue keeps it. */
export interface KeptSubmission {
  readonly id: string;
  readonly verb: SubmittedVerb;
  readonly at: string;
  readonly version: string;
  readonly clips: readonly { readonly job: string; readonly input: string; readonly output: string | undefined }[];
}
