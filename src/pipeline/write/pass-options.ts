import { optionTable } from '../../core/options.js';
import { overwriteOptions } from '../../files/overwrite-options.js';
import { queueOptions } from '../../queue/queue-options.js';

/** The option that says how much of a clip is mapped at a time. */
export const jobsOption = optionTable({
  jobs: {
    type: 'number',
    integer: true,
    min: 1,
    max: 64,
    summary:
      'segments of the clip that are mapped at a time, a quarter of the cores unless chosen; the result is the same for any number',
  },
});

/** The options of every pass over a clip that writes files. */
export const passOptions = optionTable({
  ...overwriteOptions,
  ...jobsOption,
  /** Finished segments are kept in the folder `<output>.resume`. */
  resume: {
    type: 'boolean',
    default: false,
    summary: 'keep finished segments when interrupted, and continue from those of an earlier run',
  },
  ...queueOptions,
});
