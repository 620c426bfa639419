import type { JobRequest } from '../api/job-request.js';

export const jobStates = ['queued', 'running', 'done', 'failed', 'canceled'] as const;

export type JobState = (typeof jobStates)[number];

/** The reason for which a job failed, in words fit for its client. */
export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly option?: string | undefined;
}

/** A file that a job has written. */
export interface ResultFile {
  /** Its path in the folder of results, with slashes. */
  readonly name: string;
  readonly bytes: number;
}

/** The frames and seconds that a job has come to. */
export interface JobProgress {
  readonly frames: number;
  readonly seconds: number;
  readonly totalSeconds?: number | undefined;
}

/** A job as it is kept on disk. */
export interface Job extends JobRequest {
  readonly id: string;
  /** Who asked for it. */
  readonly client: string;
  /** The client calls its input so: data, of which no path is made. */
  readonly name: string;
  readonly state: JobState;
  /** Times are in ISO 8601. */
  readonly created: string;
  readonly started?: string | undefined;
  readonly ended?: string | undefined;
  /** It was begun this often. */
  readonly attempts: number;
  readonly frames?: number | undefined;
  readonly warnings: readonly string[];
  /** Tells what a damaged clip lacks; the results hold what could be decoded. */
  readonly damage?: string | undefined;
  readonly error?: JobError | undefined;
  readonly results: readonly ResultFile[];
  /** Bytes of all results. */
  readonly bytes: number;
}

/** A file that a client has uploaded. */
export interface Upload {
  readonly id: string;
  readonly client: string;
  /** The client calls it so: data, of which no path is made. */
  readonly name: string;
  readonly bytes: number;
  readonly created: string;
}

/** Tells whether a job waits or runs. */
export function isOpen({ state }: Pick<Job, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}
