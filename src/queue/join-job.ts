import { createHash } from 'node:crypto';
import { keyPrefix } from './engine.js';
import type { MapFailure } from './map-job.js';

/** The verbs that can be submitted. */
export const submittedVerbs = ['convert', 'overlay', 'analyze', 'reframe', 'thumbnail', 'report'] as const;

/** Names what can be done to a clip that is handed to workers. */
export type SubmittedVerb = (typeof submittedVerbs)[number];

/** One clip on its way to its outputs. It is plain data. */
export interface JoinRequest {
  readonly verb: SubmittedVerb;
  /** Absolute paths, the same on all machines. */
  readonly input: string;
  readonly output: string | undefined;
  /** The options of the library call, with absolute paths. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A job that orders the segments of a clip, waits for them, and makes its outputs of them. */
export interface JoinJob extends JoinRequest {
  /** Set once the segments are ordered. */
  readonly work?: string | undefined;
  readonly failures?: readonly MapFailure[];
  readonly passed?: number;
}

/** The outcome of a clip. */
export interface JoinResult {
  readonly frames: number;
  readonly outputs: readonly string[];
  readonly warnings: readonly string[];
  /** A sentence, where the clip ended early or is damaged. */
  readonly damage?: string | undefined;
}

/** Names the job of a clip: the same for the same file, verb, output, options and version. */
export function joinJobId(request: JoinRequest, source: unknown, version: string): string {
  return `j${createHash('sha256')
    .update(JSON.stringify([version, source, request]))
    .digest('hex')
    .slice(0, 32)}`;
}

/** Names a job among the users of its work. */
export function joinUser(id: string): string {
  return `join:${id}`;
}

/** Holds the names of the jobs that were cancelled. */
export const cancelledKey = `${keyPrefix}:cancelled`;

/** Clips that were submitted start behind those whose segments are there. */
const planPriority = 1000;

export const joinJobOptions = {
  attempts: 1,
  priority: planPriority,
  removeOnComplete: { age: 30 * 24 * 3600, count: 100_000 },
  removeOnFail: { age: 30 * 24 * 3600, count: 100_000 },
} as const;
