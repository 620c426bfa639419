import { mediaType } from '../http/media-types.js';
import type { Job, JobProgress, ResultFile, Upload } from '../jobs/job.js';

/** Results that are listed with a job; the list of its files has all of them. */
const listedResults = 100;

/** A job as its clients see it. */
export function jobView(
  { client: _, id, verb, state, options, results, ...told }: Job,
  progress: JobProgress | undefined,
) {
  return {
    ...{ id, verb, state, progress, ...told },
    options: Object.fromEntries(
      Object.entries(options)
        .filter(([name]) => name !== 'timeout')
        .map(viewOption),
    ),
    resultCount: results.length,
    results: results.slice(0, listedResults).map((file) => fileView(id, file)),
    links: { self: `/v1/jobs/${id}`, events: `/v1/jobs/${id}/events`, files: `/v1/jobs/${id}/files` },
  };
}

/** The service has named the file of an option; a client sees what it gave itself. */
function viewOption([name, value]: [string, unknown]): [string, unknown] {
  if (typeof value !== 'object' || value === null || !('path' in value)) return [name, value];
  const { path: _, ...how } = value;
  return [name, how];
}

/** A result as clients see it, with the address to fetch it from. */
export function fileView(job: string, { name, bytes }: ResultFile) {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return { name, bytes, type: mediaType(name), href: `/v1/jobs/${job}/files/${path}` };
}

/** An upload as its clients see it. */
export function uploadView({ id, name, bytes, created }: Upload) {
  return { id, name, bytes, created };
}
