import type { JoinRequest, JoinResult } from './join-job.js';

/** The progress of a clip. */
export interface JoinProgress {
  readonly frames: number;
  readonly seconds: number;
  readonly totalSeconds?: number | undefined;
}

/**
 * The arithmetic of a worker, which goes on in threads, so that locks are renewed meanwhile; `apart` asks for a process,
 * which may end without harm to others.
 */
export interface WorkerTasks {
  /**
   * Maps a segment whose order is in the store, and puts it there.
   *
   * @returns frames and bytes of it; undefined where the store does not hold the order.
   */
  map(work: string, segment: number, apart: boolean, signal: AbortSignal): Promise<MappedSegment | undefined>;
  /** Puts the order of a clip's segments into the store. */
  plan(request: JoinRequest, apart: boolean, signal: AbortSignal): Promise<PlannedClip>;
  /** Makes the outputs of a clip, whose segments are in the store. */
  join(
    request: JoinRequest,
    apart: boolean,
    signal: AbortSignal,
    onProgress: (progress: JoinProgress) => void,
  ): Promise<JoinResult>;
}

/** A segment that is in the store. */
export interface MappedSegment {
  readonly frames: number;
  readonly bytes: number;
  readonly clip: string;
}

/** The segments that a clip needs. */
export interface PlannedClip {
  readonly work: string;
  readonly segments: number;
}
