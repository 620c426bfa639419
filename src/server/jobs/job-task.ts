import type { OptionInput, queueOptions } from '../../index.js';
import type { Given, VerbName } from '../api/verbs.js';
import type { JobError, JobProgress } from './job.js';

/** A process is to do this for a job. All paths are absolute. */
export interface JobTask {
  readonly verb: VerbName;
  readonly input: string;
  /** A file, or a folder with a slash at its end. */
  readonly output: string;
  /** The folder of results, which takes all other files. */
  readonly folder: string;
  readonly options: Given;
  readonly files: Readonly<Record<string, string>>;
  /** Handed through to the library: where segments are mapped, when not here. */
  readonly segments: OptionInput<typeof queueOptions>;
}

/** The end of a job. */
export type JobEnd =
  | {
      readonly kind: 'done';
      readonly frames?: number | undefined;
      readonly warnings: readonly string[];
      readonly damage?: string | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly error: JobError /** For the log alone. */;
      readonly details?: string | undefined;
    }
  | { readonly kind: 'stopped' };

/** Words from the service to the process of a job. */
export type ToJob = { readonly kind: 'start'; readonly task: JobTask } | { readonly kind: 'stop' };

/** Words from the process of a job to the service. */
export type FromJob = { readonly kind: 'progress'; readonly progress: JobProgress } | JobEnd;
