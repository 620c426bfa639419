import { optionTable } from '../core/options.js';

/** The options by which the segments of a clip are mapped on other machines. */
export const queueOptions = optionTable({
  queue: {
    type: 'text',
    placeholder: 'url',
    expected: 'redis://host, rediss://host or unix:///path',
    pattern: /^(rediss?:\/\/|unix:\/)\S+$/,
    summary: 'map on the machines that run `saliency worker` with this Redis or Valkey, in place of --jobs',
  },
  store: {
    type: 'text',
    placeholder: 'folder',
    summary: 'with a queue: where finished segments lie, a folder that all machines see, or s3://bucket/prefix',
  },
  queueWait: {
    type: 'number',
    min: 1,
    max: 1_000_000,
    default: 300,
    summary: 'with a queue: seconds to wait where it does not answer, or no worker serves it',
  },
});
