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
import type { ConvertResult, OutputOptions } from '../write/conversion.js';
import { measuredMaps } from '../write/measured-maps.js';
import { jobsOption, passOptions } from '../write/pass-options.js';
import { writeClip } from '../write/write-clip.js';
import { type AnalysisClipOptions, analysisOptions, analyzerOf, planMeasures } from './analysis-options.js';
import { planAnalysis } from './analysis-sink.js';
import { analysisFileOptions } from './analysis-target.js';
import { withThumbnails } from './shot-thumbnails.js';

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
  const [measured, others] = takeOptions(analysisOptions, options);
  const [{ jobs }, rest] = takeOptions(jobsOption, others);
  const measures = planMeasures(measured);
  const clip = await Clip.open(input, await planClip(rest), { gaze: true });
  try {
    const analyzer = analyzerOf(clip, input, measures);
    let begun = false;
    for await (const result of measuredMaps(clip, { jobs, measures: analyzer.measures })) {
      const frame = analyzer.push(result);
      if (!begun) yield { type: 'clip', clip: analyzer.clip };
      begun = true;
      yield { type: 'frame', frame };
    }
    const { shots, summary } = analyzer.finish();
    for (const shot of measures.thumbnails ? await withThumbnails(clip, shots) : shots) yield { type: 'shot', shot };
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
    OptionInput<typeof passOptions>,
    Pick<OutputOptions, 'onProgress'> {}

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
  const [pass, { onProgress, ...rest }] = takeOptions(passOptions, others);
  const planned = planAnalysis(input, { path: output, ...file }, pass.force);
  return writeClip(input, await planClip(rest), { ...pass, onProgress }, [], planned);
}
