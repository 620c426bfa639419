import type { Watch } from '../write/watcher.js';
import { planMeasures } from './analysis-options.js';
import { type AnalysisFileValues, targetOf } from './analysis-target.js';
import { openAnalysisWatcher } from './analysis-watcher.js';

/**
 * What opens the writer of an analysis once its clip is open; undefined where none is asked for.
 *
 * @throws {OptionError} for what cannot be, before anything is opened.
 */
export function watchFor(input: string, analysis: AnalysisFileValues | undefined, force: boolean): Watch | undefined {
  if (analysis === undefined) return undefined;
  const target = targetOf(input, analysis, force);
  const measures = planMeasures(analysis);
  return {
    outputs: [target.path, ...target.exports.map((file) => file.path)],
    open: (clip) => openAnalysisWatcher(clip, input, measures, target),
  };
}
