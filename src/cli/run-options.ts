import { type OptionValues, optionTable, overwriteOptions } from '../index.js';
import { progressStyles } from './progress.js';

/** The flags that every verb which works on files has. */
export const runFlags = optionTable({
  ...overwriteOptions,
  json: { type: 'boolean', default: false, summary: 'print what was done as JSON on standard output' },
  progress: { type: 'choice', choices: progressStyles, default: 'auto', summary: 'how progress is shown' },
  quiet: { type: 'boolean', default: false, summary: 'print errors only' },
  verbose: { type: 'boolean', default: false, summary: 'with an error, print the last lines that FFmpeg said' },
});

const { progress: _, verbose: __, ...shortRunFlags } = runFlags;

/** Those of verbs that run no FFmpeg, and show no progress. */
export { shortRunFlags };

export type RunFlags = OptionValues<typeof runFlags>;
