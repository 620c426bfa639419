import { analysisOf, type FrameRecord } from '../../analysis/record/analysis.js';
import { analysisText } from '../../analysis/record/analysis-text.js';
import type { Clip } from '../../clip/clip.js';
import { exportWarnings } from '../../exports/edit.js';
import { exportFormats } from '../../exports/formats.js';
import { openTextOutput } from '../../files/text-output.js';
import { openAll } from '../write/open-all.js';
import type { ClipSink, PlannedSink } from '../write/planned-sink.js';
import { analyzerOf, type MeasurePlan, planMeasures } from './analysis-options.js';
import { type AnalysisFileValues, type AnalysisTarget, targetOf } from './analysis-target.js';
import { withThumbnails } from './shot-thumbnails.js';

/**
 * Plans a sink that writes an analysis of a clip in the same pass as anything else; undefined where none is asked for.
 *
 * @throws {OptionError} for what cannot be, before anything is opened.
 */
export function planAnalysis(
  input: string,
  analysis: AnalysisFileValues | undefined,
  force: boolean,
): PlannedSink | undefined {
  if (analysis === undefined) return undefined;
  const target = targetOf(input, analysis, force);
  const plan = planMeasures(analysis);
  return {
    files: [target.path, ...target.exports.map((file) => file.path)],
    gaze: true,
    measures: (clip) => analyzerOf(clip, input, plan).measures,
    open: (clip) => openAnalysisSink(clip, input, plan, target),
  };
}

/**
 * Opens what writes an analysis while its clip is mapped, a frame at a time. Exports need the whole analysis: with them,
 * the records of all frames are held (about a kilobyte each) and written at the end.
 */
async function openAnalysisSink(
  clip: Clip,
  input: string,
  plan: MeasurePlan,
  { path, format, exports, force }: AnalysisTarget,
): Promise<ClipSink> {
  const paths = [path, ...exports.map((target) => target.path)];
  const openers = paths.map((name) => () => openTextOutput(name, { input: clip.info.path, force }));
  const outputs = await openAll(openers);
  const [main, ...others] = outputs;
  const analyzer = analyzerOf(clip, input, plan);
  const text = analysisText(format);
  const frames: FrameRecord[] = [];
  const warnings: string[] = [];
  let begun = false;

  return {
    warnings,
    get finished() {
      return outputs.every(({ readerGone }) => readerGone);
    },
    async write(result) {
      const frame = analyzer.push(result);
      const opening = begun ? '' : text.begin(analyzer.clip);
      begun = true;
      await main!.write(opening + text.frame(frame));
      if (exports.length > 0) frames.push(frame);
    },
    async finish() {
      const { shots: measured, summary } = analyzer.finish();
      const shots = plan.thumbnails ? await withThumbnails(clip, measured) : measured;
      await main!.write(text.end(shots, summary));
      const analysis = analysisOf({ clip: analyzer.clip, frames, shots, summary });
      for (const [i, target] of exports.entries()) await others[i]!.write(exportFormats[target.format].write(analysis));
      for (const output of outputs) await output.finish();
      if (summary.stills.length === 0) warnings.push('all frames are black or of one color: there is no still to take');
      if (exports.length > 0) warnings.push(...exportWarnings(analysis));
    },
    async commit() {
      for (const output of outputs) await output.commit();
    },
    async abort() {
      await Promise.all(outputs.map((output) => output.abort()));
    },
  };
}
