import { SaliencyError } from '../core/errors.js';
import { type ErrorRecord, errorOf } from '../workers/protocol.js';
import type { Job } from './engine.js';

/** A job that maps a segment. All else is in the order, which lies in the store. */
export interface MapJob {
  readonly work: string;
  readonly segment: number;
  /** The machines on which it has failed. */
  readonly failures?: readonly MapFailure[];
  /** Counts how often a machine on which it failed has left it to others. */
  readonly passed?: number;
}

/** A machine on which a job has failed, and why. */
export interface MapFailure {
  readonly worker: string;
  readonly error: ErrorRecord;
}

/** Workers that may be lost with a job, or fail at it, before it is given up. */
export const mostTries = 3;

/** The number of the job that maps a segment: another one for each join, which waits for its own. */
export function mapJobId(work: string, segment: number, join = ''): string {
  return `${join === '' ? 'm' : join}-${work.slice(0, 32)}-${segment}`;
}

/** The options of a job that maps a segment. It is kept for a short time, since a segment that is in the store is not mapped again. */
export const mapJobOptions = {
  attempts: 1,
  removeOnComplete: { age: 3600, count: 10_000 },
  removeOnFail: { age: 24 * 3600, count: 10_000 },
} as const;

/** The error of a job that was given up: that of the first machine, or that all who took it were lost. @internal */
export function mapError(job: Pick<Job<MapJob>, 'data' | 'failedReason'>, clip: string): Error {
  const [first] = job.data.failures ?? [];
  const isLost = first?.error.properties.code === 'ERR_WORKER';
  if (first !== undefined && !isLost) return errorOf(first.error);
  const { segment } = job.data;
  const lost = `all of ${mostTries} workers that took it were lost with it`;
  const why = first?.error.message ?? (/stalled/.test(job.failedReason ?? '') ? lost : job.failedReason);
  return new SaliencyError('ERR_QUEUE', `${clip}: segment ${segment + 1} was given up: ${why}`);
}
