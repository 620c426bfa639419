import {
  type Analysis,
  analysisOf,
  type ClipRecord,
  type FrameRecord,
  type ShotRecord,
  type SummaryRecord,
} from '../../analysis/record/analysis.js';
import { Clip } from '../../clip/clip.js';
import type { ClipOptions } from '../../clip/clip-options.js';
import { planClip } from '../../clip/clip-plan.js';
import { type OptionInput, takeOptions } from '../../core/options.js';
import { overwriteOptions } from '../../files/overwrite-options.js';
import type { ConvertResult, OutputOptions } from '../write/conversion.js';
import { writeClip } from '../write/write-clip.js';
import { watchFor } from './analysis-file.js';
import { type AnalysisClipOptions, analysisOptions, analyzerOf, planMeasures } from './analysis-options.js';
import { analysisFileOptions } from './analysis-target.js';
import { ShotThumbnails } from './shot-thumbnails.js';

/** One piece of an analysis, in the order in which they come: the clip, its frames, its shots, the summary. */
export type AnalysisRecord =
  | { readonly type: 'clip'; readonly clip: ClipRecord }
  | { readonly type: 'frame'; readonly frame: FrameRecord }
  | { readonly type: 'shot'; readonly shot: ShotRecord }
  | { readonly type: 'summary'; readonly summary: SummaryRecord };

/**
 * Measures a clip frame by frame, in bounded memory: yields the clip, then each frame as it is mapped, and at the end
 * the shots and the summary.
 *
 * @param input - a path, or `-` for standard input.
 * @throws as `saliency` does.
 */
export async function* analysisRecords(
  input: string,
  options: AnalysisClipOptions = {},
): AsyncGenerator<AnalysisRecord, void> {
  const [measured, rest] = takeOptions(analysisOptions, options);
  const measures = planMeasures(measured);
  const clip = await Clip.open(input, await planClip(rest));
  try {
    const analyzer = analyzerOf(clip, input, measures);
    const thumbnails = new ShotThumbnails(clip.info);
    let begun = false;
    for await (const result of clip.map()) {
      const frame = analyzer.push(result);
      await thumbnails.collect(analyzer);
      if (!begun) yield { type: 'clip', clip: analyzer.clip };
      begun = true;
      yield { type: 'frame', frame };
    }
    const { shots, summary } = analyzer.finish();
    await thumbnails.collect(analyzer);
    for (const shot of thumbnails.addTo(shots)) yield { type: 'shot', shot };
    yield { type: 'summary', summary };
  } finally {
    await clip.close();
  }
}

/**
 * Measures a clip: where the eye goes at each frame, the shots, their best stills. The records of all frames are held,
 * about a kilobyte each; {@link analysisRecords} and {@link writeAnalysis} hold one at a time.
 *
 * @param input - a path, or `-` for standard input.
 * @throws as `saliency` does.
 */
export async function analyze(input: string, options: AnalysisClipOptions = {}): Promise<Analysis> {
  const frames: FrameRecord[] = [];
  const shots: ShotRecord[] = [];
  let [clip, summary]: [ClipRecord | undefined, SummaryRecord | undefined] = [undefined, undefined];
  for await (const record of analysisRecords(input, options)) {
    if (record.type === 'frame') frames.push(record.frame);
    else if (record.type === 'shot') shots.push(record.shot);
    else if (record.type === 'clip') clip = record.clip;
    else summary = record.summary;
  }
  return analysisOf({ clip: clip!, frames, shots, summary: summary! });
}

/** Options of {@link writeAnalysis}. */
export interface WriteAnalysisOptions
  extends ClipOptions,
    OptionInput<typeof analysisFileOptions>,
    Pick<OutputOptions, 'force' | 'onProgress'> {}

/**
 * Measures a clip and writes what was measured: as JSON, a line of JSON a record, or CSV; for editors in the same pass.
 *
 * The file of a clip of any length is written in bounded memory; exports hold all frames.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a file that appears when it is complete, or `-` for standard output, record by record.
 * @throws as `convert` does.
 */
export async function writeAnalysis(
  input: string,
  output: string,
  options: WriteAnalysisOptions = {},
): Promise<ConvertResult> {
  const [file, others] = takeOptions(analysisFileOptions, options);
  const [{ force }, { onProgress, ...rest }] = takeOptions(overwriteOptions, others);
  const watch = watchFor(input, { path: output, ...file }, force);
  return writeClip(input, await planClip(rest), { force, onProgress }, [], watch);
}
