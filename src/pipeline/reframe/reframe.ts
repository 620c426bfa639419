import { analysisOf, type FrameRecord } from '../../analysis/record/analysis.js';
import { applyEdits, picksOf, readPlan } from '../../analysis/reframe/edited-plan.js';
import { Reframer } from '../../analysis/reframe/reframe.js';
import type { LostSubject, ReframedShot, ReframePlan } from '../../analysis/reframe/reframe-plan.js';
import { timelineRate } from '../../analysis/shots/clip-clock.js';
import type { Clip } from '../../clip/clip.js';
import type { ClipOptions } from '../../clip/clip-options.js';
import { planClip } from '../../clip/clip-plan.js';
import { OptionError } from '../../core/errors.js';
import type { FrameSize } from '../../core/frame.js';
import { type OptionInput, takeOptions } from '../../core/options.js';
import { exportWarnings } from '../../exports/edit.js';
import { type ReframeFormat, reframeFormats } from '../../exports/reframe-formats.js';
import { type FormatsByExtension, formatOfName } from '../../files/format-of-name.js';
import { openTextOutput } from '../../files/text-output.js';
import { analyzerOf } from '../analyze/analysis-options.js';
import { readInput } from '../analyze/export-analysis.js';
import type { ConvertResult, OutputOptions } from '../write/conversion.js';
import { passOptions } from '../write/pass-options.js';
import type { ClipSink } from '../write/planned-sink.js';
import { writeClip } from '../write/write-clip.js';
import { reframeOptions } from './reframe-options.js';
import { checkReframed, renderReframed } from './render-reframed.js';

/** Formats that tell the instants of frames as they are; editors' count frames. */
const byInstant: readonly ReframeFormat[] = [reframeFormats.json, reframeFormats.sendcmd];

const pathFormats: FormatsByExtension<ReframeFormat> = {
  ...Object.fromEntries(Object.values(reframeFormats).map((format) => [`.${format.extension}`, format])),
  '.sendcmd': reframeFormats.sendcmd,
};

/** Options of {@link reframe}. */
export interface ReframeClipOptions
  extends ClipOptions,
    Pick<OutputOptions, 'onProgress'>,
    OptionInput<typeof reframeOptions>,
    OptionInput<typeof passOptions> {}

/** What was written, and how good it is. */
export interface ReframeResult extends ConvertResult {
  /** Size of the reframed picture. */
  readonly size: FrameSize;
  /** Share of salient mass that the crop keeps, and that a crop in the middle would keep. */
  readonly kept: number;
  readonly keptByCenter: number;
  /** Root mean square of the path's third derivative, shares of the side a second cubed. */
  readonly jerk: number;
  readonly shots: number;
  /** Shots with bars, since their subjects do not fit. */
  readonly paddedShots: number;
  /** Shots whose subject is not shown whole, each with the reason. */
  readonly lost: readonly (LostSubject & Pick<ReframedShot, 'index' | 'firstFrame' | 'lastFrame' | 'headKept'>)[];
}

/**
 * Crops a clip to another shape so that the crop follows attention: at rest where it can be, smooth where it must move,
 * jumping only at cuts. Sound, subtitles and chapters are kept where the container takes them.
 *
 * The clip is read twice: to find the path, which holds about a kilobyte a frame, and to render it.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - a file, whose extension tells the container; undefined where only the path is wanted.
 * @throws as `convert` does.
 */
export async function reframe(
  input: string,
  output: string | undefined,
  options: ReframeClipOptions = {},
): Promise<ReframeResult> {
  const [pass, others] = takeOptions(passOptions, options);
  const [values, { onProgress, ...rest }] = takeOptions(reframeOptions, others);
  const { preview: drawn, path, plan: corrected, encoding: look, minShot, ...framing } = values;
  const { force } = pass;
  const format = path === undefined ? undefined : pathFormatOf(path);
  if (output === undefined && path === undefined)
    throw OptionError.of('output', 'expected a path for the clip or its crop');
  if (output === '-') throw OptionError.of('output', 'expected a file, got standard output');
  const edited = corrected === undefined ? undefined : readPlan(await readInput(corrected), corrected);
  const target = output === undefined ? undefined : { path: output, encoding: look, force, preview: drawn };
  const reframerOf = ({ info }: Clip) =>
    new Reframer(info, timelineRate(info.frameRate, info.averageFrameRate), framing, edited && picksOf(edited));
  let made: Omit<ReframeResult, keyof ConvertResult> | undefined;

  async function open(clip: Clip): Promise<ClipSink> {
    if (target !== undefined) await checkReframed(clip, target);
    const file = path === undefined ? undefined : await openTextOutput(path, { input: clip.info.path, force });
    const analyzer = analyzerOf(clip, input, { minShot });
    const reframer = reframerOf(clip);
    const frames: FrameRecord[] = [];
    const commandLines: (readonly string[])[] = [];
    const warnings: string[] = [];
    return {
      commandLines,
      warnings,
      async write(result) {
        const frame = analyzer.push(result);
        frames.push(frame);
        reframer.push(frame, result.measured);
      },
      async finish() {
        const { shots, summary } = analyzer.finish();
        const planned = reframer.finish(analyzer.clip);
        const plan = edited === undefined ? planned : applyEdits(edited, planned);
        const analysis = analysisOf({ clip: analyzer.clip, frames, shots, summary });
        await file?.write(format!.write(plan, analysis));
        await file?.finish();
        if (target !== undefined) {
          const rendered = await renderReframed(clip, plan, target, onProgress);
          commandLines.push(rendered.commandLine);
          warnings.push(...rendered.warnings);
        }
        if (format !== undefined && !byInstant.includes(format)) warnings.push(...exportWarnings(analysis));
        made = describe(plan, drawn ? { width: clip.info.width, height: clip.info.height } : plan.output);
      },
      commit: async () => file?.commit(),
      abort: async () => file?.abort(),
    };
  }

  const planned = {
    videos: output === undefined ? [] : [{ output, encoding: look, force, kind: drawn ? 'overlay' : 'clip' } as const],
    files: path === undefined ? [] : [path],
    measures: (clip: Clip) => ({ ...reframerOf(clip).measures, gaze: clip.mapsGaze }),
    // Eyes tell where the head is of a subject that does not fit.
    gaze: true,
    open,
  };
  const written = await writeClip(input, await planClip(rest), { ...pass, onProgress }, [], planned);
  return { ...written, ...made! };
}

function describe({ summary, shots }: ReframePlan, size: FrameSize) {
  const lost = shots.flatMap(({ index, firstFrame, lastFrame, headKept, lost }) => {
    return lost === null ? [] : [{ index, firstFrame, lastFrame, headKept, ...lost }];
  });
  return { size, ...summary, shots: shots.length, paddedShots: shots.filter(({ padded }) => padded).length, lost };
}

/** @throws {OptionError} for a name that tells no format. */
function pathFormatOf(path: string): ReframeFormat {
  const format = formatOfName(path, pathFormats);
  if (format !== undefined) return format;
  throw OptionError.of(
    'path',
    `expected a name that ends in one of ${Object.keys(pathFormats).join(', ')}, got "${path}"`,
  );
}
