import type { Watch } from '../write/watcher.js';
import { planMeasures } from './analysis-options.js';
import { type AnalysisFile, targetOf } from './analysis-target.js';
import { openAnalysisWatcher } from './analysis-watcher.js';

/**
 * What opens the writer of an analysis once its clip is open; undefined where none is asked for.
 *
 * @throws {OptionError} for what cannot be, before anything is opened.
 */
export function watchFor(
  input: string,
  analysis: string | AnalysisFile | undefined,
  force: boolean | undefined,
): Watch | undefined {
  if (analysis === undefined) return undefined;
  const { path, format, exports, ...given } = typeof analysis === 'string' ? { path: analysis } : analysis;
  const target = targetOf(input, path, { format, exports, force });
  const measures = planMeasures(given);
  return {
    outputs: [target.path, ...target.exports.map((file) => file.path)],
    open: (clip) => openAnalysisWatcher(clip, input, measures, target),
  };
}
