import { optionTable } from '../core/options.js';
import { queueOptions } from './queue-options.js';

/** A worker's queue and store, how much it takes at a time, and when it gives up what was begun. */
export const workerOptions = optionTable({
  queue: { ...queueOptions.queue, summary: 'Redis or Valkey that hands out the work' },
  store: {
    ...queueOptions.store,
    summary: 'where finished segments lie: a folder that all machines see, or s3://bucket/prefix',
  },
  segments: {
    type: 'number',
    integer: true,
    min: 1,
    max: 256,
    summary: 'segments that are mapped at a time; as many as there are cores if it is not said',
  },
  joins: {
    type: 'number',
    integer: true,
    min: 0,
    max: 64,
    default: 1,
    summary: 'submitted clips that are encoded at a time',
  },
  lock: {
    type: 'number',
    min: 1,
    max: 600,
    default: 60,
    summary: 'seconds after which the work of a worker that is gone goes to others',
  },
  grace: {
    type: 'number',
    min: 0,
    max: 3600,
    default: 30,
    summary: 'seconds to finish what was begun when told to stop; the rest is handed back',
  },
  keep: {
    type: 'number',
    min: 1,
    max: 10_000_000,
    default: 3600,
    summary: 'seconds after which segments that nobody needs are removed from the store',
  },
  clips: {
    type: 'number',
    integer: true,
    min: 1,
    max: 100_000,
    default: 200,
    summary: 'submitted clips whose segments are in the queue at a time; the others wait',
  },
});
