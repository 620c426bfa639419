import { dirname, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { analysisOf, type FrameRecord } from '../../analysis/record/analysis.js';
import { aspectOption } from '../../analysis/reframe/aspect.js';
import { applyEdits, type EditedPlan, readPlan } from '../../analysis/reframe/edited-plan.js';
import { Reframer } from '../../analysis/reframe/reframe.js';
import { timelineRate } from '../../analysis/shots/clip-clock.js';
import type { Clip } from '../../clip/clip.js';
import type { ClipOptions } from '../../clip/clip-options.js';
import { planClip } from '../../clip/clip-plan.js';
import { readFrames } from '../../clip/read-frames.js';
import { OptionError } from '../../core/errors.js';
import { seconds } from '../../core/frame.js';
import { type OptionInput, optionTable, takeOptions } from '../../core/options.js';
import { openTextOutput } from '../../files/text-output.js';
import { reportHtml } from '../../report/report.js';
import type { ReportLinks } from '../../report/report-data.js';
import { MapLevels } from '../../segments/map-levels.js';
import { analyzerOf, shotOptions } from '../analyze/analysis-options.js';
import { readInput } from '../analyze/export-analysis.js';
import { overlayOutput } from '../write/clip-outputs.js';
import type { ConvertResult, OutputOptions } from '../write/conversion.js';
import { overlayTargetOptions } from '../write/overlay-target.js';
import { passOptions } from '../write/pass-options.js';
import type { ClipSink, PlannedSink } from '../write/planned-sink.js';
import { writeClip } from '../write/write-clip.js';
import { ShotSheet } from './shot-pictures.js';
import { SpreadStills } from './spread-stills.js';
import { StillPainter } from './still-painter.js';

/** What is written beside a report, and how the clip is gone through. */
export const reportOptions = optionTable({
  overlay: {
    type: 'file',
    options: overlayTargetOptions,
    summary: 'write a heatmap overlay too, for the page to play beside the clip',
  },
  aspect: { ...aspectOption, default: '9:16', summary: 'shape of the crop that the page shows' },
  plan: {
    type: 'text',
    placeholder: 'file',
    summary: 'show the crops of a .json that `saliency reframe --path` wrote, corrected or not',
  },
  ...shotOptions,
  ...passOptions,
});

/** Options of {@link writeReport}. */
export interface ReportOptions
  extends ClipOptions,
    Pick<OutputOptions, 'onProgress'>,
    OptionInput<typeof reportOptions> {}

/** What a page is made of beside the clip. */
interface PageOptions {
  readonly overlay: string | undefined;
  readonly aspect: string;
  /** Crops that were planned before; undefined where they are planned now. */
  readonly edited: EditedPlan | undefined;
  readonly minShot: number;
  readonly force: boolean;
}

/**
 * Writes a page about a clip, one file that needs no network: the clip beside its heatmap, plots of attention over
 * time, the path of the gaze, a contact sheet of the shots with room for titles and how each can be cropped, and files for
 * editors.
 *
 * The page plays the clip, and the overlay where there is one, from where they are, by their paths relative to it; stills
 * in it stand in for what cannot be played. The records of all frames are held, about a kilobyte each.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - an HTML file, or `-` for standard output.
 * @throws as `convert` does, and for a plan of another clip.
 */
export async function writeReport(input: string, output: string, options: ReportOptions = {}): Promise<ConvertResult> {
  const [{ overlay, aspect, plan, minShot, ...pass }, { onProgress, ...rest }] = takeOptions(reportOptions, options);
  const { force } = pass;
  if (overlay?.path === '-') throw OptionError.of('overlay', 'expected a file, got standard output');
  const overlays = overlay === undefined ? [] : [overlayOutput({ ...overlay, force }, overlay)];
  const edited = plan === undefined ? undefined : readPlan(await readInput(plan), plan);
  const how: PageOptions = { overlay: overlay?.path, aspect, edited, minShot, force };
  const page: PlannedSink = {
    files: [output],
    gaze: true,
    measures: (clip) => ({ ...pageAnalyzer(clip, input, how).measures, ...reframerOf(clip, how).measures }),
    open: (clip) => openReportSink(clip, input, output, how),
  };
  return writeClip(input, await planClip(rest), { ...pass, onProgress }, overlays, page);
}

function pageAnalyzer(clip: Clip, input: string, { minShot }: PageOptions) {
  return analyzerOf(clip, input, { minShot, quietZones: {} });
}

function reframerOf({ info }: Clip, { aspect }: PageOptions): Reframer {
  return new Reframer(info, timelineRate(info.frameRate, info.averageFrameRate), { aspect });
}

async function openReportSink(clip: Clip, input: string, output: string, how: PageOptions): Promise<ClipSink> {
  const { overlay, edited, force } = how;
  const file = await openTextOutput(output, { input: clip.info.path, force });
  const analyzer = pageAnalyzer(clip, input, how);
  const reframer = reframerOf(clip, how);
  const painter = new StillPainter(clip.info);
  const sheet = new ShotSheet(painter);
  const spread = new SpreadStills(painter);
  const levels = new MapLevels(clip.size, 8);
  const frames: FrameRecord[] = [];
  return {
    async write(result) {
      const copy = () => levels.of(result.map).slice();
      const frame = analyzer.push(result, copy);
      spread.offer(frame, frames.length, copy);
      frames.push(frame);
      reframer.push(frame, result.measured);
      for (const ofShot of analyzer.takeLevels()) sheet.keep(ofShot);
    },
    async finish() {
      const { shots, summary } = analyzer.finish();
      for (const ofShot of analyzer.takeLevels()) sheet.keep(ofShot);
      const best = shots.map(({ bestStill }) => bestStill.pts);
      const wanted = [...best, ...spread.wanted(best)].sort((a, b) => a - b);
      let drawn = 0;
      for await (const picture of readFrames(clip, wanted)) {
        await (best.includes(wanted[drawn++]!) ? sheet : spread).draw(picture);
      }
      const { clip: record } = analyzer;
      const analysis = analysisOf({ clip: record, frames, shots, summary });
      const planned = reframer.finish(record);
      const first = seconds({ pts: frames[0]!.pts, timeBase: record.timeBase }) - clip.info.startTime;
      const links: ReportLinks = {
        clipUrl: input === '-' ? undefined : urlFrom(output, clip.info.path),
        clipStart: first,
        overlayUrl: overlay === undefined ? undefined : urlFrom(output, resolve(overlay)),
        overlayStart: first - (clip.plan.start ?? 0),
      };
      const plan = edited === undefined ? planned : applyEdits(edited, planned);
      await file.write(
        reportHtml({ analysis, pictures: sheet.finish(shots), plan, stills: spread.finish(), ...links }),
      );
      await file.finish();
    },
    commit: () => file.commit(),
    abort: () => file.abort(),
  };
}

/** The address of a file as a page refers to it: relative, so that both can be moved together. */
function urlFrom(page: string, path: string): string {
  const way = relative(dirname(resolve(page)), path);
  // On another drive; or the page goes to who knows where.
  if (page === '-' || resolve(way) === way) return pathToFileURL(path).href;
  // A leading dot keeps a colon in a name from being taken for a scheme.
  return `./${way.split(sep).map(encodeURIComponent).join('/')}`;
}
