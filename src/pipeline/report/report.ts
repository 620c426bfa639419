import { dirname, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { analysisOf, type FrameRecord } from '../../analysis/record/analysis.js';
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
import { analyzerOf } from '../analyze/analysis-options.js';
import { overlayOutput } from '../write/clip-outputs.js';
import type { ConvertResult, OutputOptions } from '../write/conversion.js';
import { overlayTargetOptions } from '../write/overlay-target.js';
import { passOptions } from '../write/pass-options.js';
import type { ClipSink, PlannedSink } from '../write/planned-sink.js';
import { writeClip } from '../write/write-clip.js';
import { ShotSheet } from './shot-pictures.js';

/** What is written beside a report, and how the clip is gone through. */
export const reportOptions = optionTable({
  overlay: {
    type: 'file',
    options: overlayTargetOptions,
    summary: 'write a heatmap overlay too, for the page to play beside the clip',
  },
  ...passOptions,
});

/** Options of {@link writeReport}. */
export interface ReportOptions
  extends ClipOptions,
    Pick<OutputOptions, 'onProgress'>,
    OptionInput<typeof reportOptions> {}

/**
 * Writes a page about a clip, one file that needs no network: the clip beside its heatmap, plots of attention over
 * time, the path of the gaze, a contact sheet of the shots.
 *
 * The page plays the clip, and the overlay where there is one, from where they are, by their paths relative to it.
 * The records of all frames are held, about a kilobyte each.
 *
 * @param input - a path, or `-` for standard input.
 * @param output - an HTML file, or `-` for standard output.
 * @throws as `convert` does.
 */
export async function writeReport(input: string, output: string, options: ReportOptions = {}): Promise<ConvertResult> {
  const [{ overlay, ...pass }, { onProgress, ...rest }] = takeOptions(reportOptions, options);
  const { force } = pass;
  if (overlay?.path === '-') throw OptionError.of('overlay', 'expected a file, got standard output');
  const overlays = overlay === undefined ? [] : [overlayOutput({ ...overlay, force }, overlay)];
  const page: PlannedSink = {
    files: [output],
    gaze: true,
    measures: (clip) => analyzerOf(clip, input).measures,
    open: (clip) => openReportSink(clip, input, output, overlay?.path, force),
  };
  return writeClip(input, await planClip(rest), { ...pass, onProgress }, overlays, page);
}

async function openReportSink(
  clip: Clip,
  input: string,
  output: string,
  overlay: string | undefined,
  force: boolean | undefined,
): Promise<ClipSink> {
  const file = await openTextOutput(output, { input: clip.info.path, force });
  const analyzer = analyzerOf(clip, input);
  const sheet = new ShotSheet(clip.info);
  const levels = new MapLevels(clip.size, 8);
  const frames: FrameRecord[] = [];
  return {
    async write(result) {
      frames.push(analyzer.push(result, () => levels.of(result.map).slice()));
      for (const ofShot of analyzer.takeLevels()) sheet.keep(ofShot);
    },
    async finish() {
      const { shots, summary } = analyzer.finish();
      for (const ofShot of analyzer.takeLevels()) sheet.keep(ofShot);
      const stills = readFrames(
        clip,
        shots.map(({ bestStill }) => bestStill.pts),
      );
      for await (const picture of stills) await sheet.draw(picture);
      const { clip: record } = analyzer;
      const analysis = analysisOf({ clip: record, frames, shots, summary });
      const first = seconds({ pts: frames[0]!.pts, timeBase: record.timeBase }) - clip.info.startTime;
      const links: ReportLinks = {
        clipUrl: input === '-' ? undefined : urlFrom(output, clip.info.path),
        clipStart: first,
        overlayUrl: overlay === undefined ? undefined : urlFrom(output, resolve(overlay)),
        overlayStart: first - (clip.plan.start ?? 0),
      };
      await file.write(reportHtml({ analysis, pictures: sheet.finish(shots), ...links }));
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
