import { resolve } from 'node:path';
import { isModelPath } from '../../clip/choose-model.js';
import { InputError, OptionError } from '../../core/errors.js';
import { isObject } from '../../core/is-object.js';
import { describeReadError } from '../../files/describe-read-error.js';
import { openEngine } from '../../queue/engine.js';
import type { JoinRequest, SubmittedVerb } from '../../queue/join-job.js';
import type { Submission } from '../../queue/submission.js';
import { Submissions } from '../../queue/submissions.js';
import { version } from '../version.js';

/** A clip, and what is to be done to it: the arguments of a library call. */
export interface ClipToSubmit {
  readonly verb: SubmittedVerb;
  /** Paths from the current folder; the same files have to be at the same places on all machines. */
  readonly input: string;
  readonly output: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Options that say where the work is done, which is the business of the workers. */
const ofPlace = ['queue', 'store', 'queueWait', 'jobs', 'resume', 'signal', 'onProgress', 'dryRun'];

/** The submissions of a queue, with clips as they are given to library calls. */
interface OpenSubmissions extends Omit<Submissions, 'submit'> {
  /**
   * Hands in clips, which workers do; this program may go away.
   *
   * @throws {OptionError} for what workers cannot do; {@link InputError} for a clip that cannot be read.
   */
  submit(clips: readonly ClipToSubmit[]): Promise<Submission>;
}

/**
 * Connects to a queue, to hand in clips, and to see what has become of them.
 *
 * @param queue - its address, such as `redis://host`.
 * @throws {OptionError} for what is no address; `SaliencyError` when nobody answers there.
 */
export async function openSubmissions(queue: string): Promise<OpenSubmissions> {
  const submissions = new Submissions(await openEngine(queue), version);
  return {
    list: () => submissions.list(),
    show: (id) => submissions.show(id),
    cancel: (id) => submissions.cancel(id),
    retry: (id) => submissions.retry(id),
    close: () => submissions.close(),
    async submit(clips) {
      const requests = clips.map(requestOf);
      try {
        return await submissions.submit(requests);
      } catch (cause) {
        const { code, path } = cause as NodeJS.ErrnoException;
        if (code === undefined || path === undefined) throw cause;
        throw new InputError(`${path}: ${describeReadError(cause as NodeJS.ErrnoException)}`, { cause });
      }
    },
  };
}

/** @throws {OptionError} for what only this machine could do. */
function requestOf({ verb, input, output, options }: ClipToSubmit): JoinRequest {
  if (input === '-') throw new OptionError('expected files to submit, got -');
  if (output === '-') throw OptionError.of('output', 'expected a file, got -');
  for (const name of ['ffmpeg', 'ffprobe', 'dryRun']) {
    if (options[name] !== undefined) throw OptionError.of(name, 'expected none: workers do what is submitted');
  }
  const asked = Object.entries(options).filter(([name, value]) => value !== undefined && !ofPlace.includes(name));
  return {
    verb,
    input: resolve(input),
    output: output === undefined ? undefined : resolveFolder(output),
    options: Object.fromEntries(asked.map(([name, value]) => [name, withAbsolutePaths(name, value)])),
  };
}

/** Makes a path absolute; one that ends as a folder still does. */
function resolveFolder(path: string): string {
  return /[/\\]$/.test(path) ? `${resolve(path)}/` : resolve(path);
}

function withAbsolutePaths(name: string, value: unknown): unknown {
  if (typeof value === 'string') {
    if (['overlay', 'analysis', 'path', 'plan', 'weights', 'module'].includes(name)) return resolve(value);
    return name === 'model' ? modelAt(value) : value;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withAbsolutePaths(key, part)]));
}

/** A model by its name, or by the path of its module: `./models.js#name`. */
function modelAt(model: string): string {
  if (!isModelPath(model) || model.startsWith('file:')) return model;
  const [path, name] = model.split(/#(?=[a-z][a-z0-9-]*$)/);
  return name === undefined ? resolve(path!) : `${resolve(path!)}#${name}`;
}
