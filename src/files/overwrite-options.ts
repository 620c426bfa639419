import { optionTable } from '../core/options.js';

/** These options say what may happen to files that are there already. */
export const overwriteOptions = optionTable({
  force: { type: 'boolean', default: false, summary: 'overwrite what exists' },
});
