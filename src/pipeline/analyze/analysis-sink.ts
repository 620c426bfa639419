import { analysisOf, type FrameRecord } from '../../analysis/record/analysis.js';
import { type AnalysisTextFormat, analysisText } from '../../analysis/record/analysis-text.js';
import type { Clip } from '../../clip/clip.js';
import { exportWarnings } from '../../exports/edit.js';
import { type ExportFormatName, exportFormats } from '../../exports/formats.js';
import { openTextOutput, type TextOutput } from '../../files/text-output.js';
import type { Watcher } from '../write/watcher.js';
import { analyzerOf, type MeasurePlan } from './analysis-options.js';
import { ShotThumbnails } from './shot-thumbnails.js';

/** Where an analysis goes. */
export interface AnalysisTarget {
  /** A file, or `-` for standard output. */
  readonly path: string;
  readonly format: AnalysisTextFormat;
  /** Formats for editors, and the path of each. */
  readonly exports: readonly { readonly format: ExportFormatName; readonly path: string }[];
  readonly force: boolean | undefined;
}

/**
 * Opens what writes an analysis while its clip is mapped, a frame at a time. Exports need the whole analysis: with them,
 * the records of all frames are held (about a kilobyte each) and written at the end.
 *
 * @throws {OptionError} for an output that may not be written to.
 */
export async function openAnalysisWatcher(
  clip: Clip,
  input: string,
  measures: MeasurePlan,
  { path, format, exports, force }: AnalysisTarget,
): Promise<Watcher> {
  const paths = [path, ...exports.map((target) => target.path)];
  const outputs = await openAll(paths, { input: clip.info.path, force });
  const [main, ...others] = outputs;
  const analyzer = analyzerOf(clip, input, measures);
  const text = analysisText(format);
  const frames: FrameRecord[] = [];
  const warnings: string[] = [];
  const thumbnails = new ShotThumbnails(clip.info);
  let begun = false;

  return {
    warnings,
    async write(result) {
      const frame = analyzer.push(result);
      await thumbnails.collect(analyzer);
      const opening = begun ? '' : text.begin(analyzer.clip);
      begun = true;
      await main!.write(opening + text.frame(frame));
      if (exports.length > 0) frames.push(frame);
    },
    async finish() {
      const { shots: measured, summary } = analyzer.finish();
      await thumbnails.collect(analyzer);
      const shots = thumbnails.addTo(measured);
      await main!.write(text.end(shots, summary));
      const analysis = analysisOf({ clip: analyzer.clip, frames, shots, summary });
      for (const [i, target] of exports.entries()) await others[i]!.write(exportFormats[target.format].write(analysis));
      for (const output of outputs) await output.finish();
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

/** Opens all, or none. */
async function openAll(
  paths: readonly string[],
  options: { readonly input: string; readonly force: boolean | undefined },
): Promise<TextOutput[]> {
  const outputs: TextOutput[] = [];
  try {
    for (const path of paths) outputs.push(await openTextOutput(path, options));
    return outputs;
  } catch (error) {
    await Promise.all(outputs.map((output) => output.abort()));
    throw error;
  }
}
