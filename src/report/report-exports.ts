import { type Analysis, analysisOf, type FrameRecord } from '../analysis/record/analysis.js';
import { ClipClock } from '../analysis/shots/clip-clock.js';
import { type ExportFormatName, exportFormats } from '../exports/formats.js';
import { type ReportData, SHARE_STEPS } from './report-data.js';

/** The formats whose texts a page can make of what it knows. */
export const reportExports = [
  ...(['otio', 'fcpxml', 'xmeml', 'edl', 'resolve-edl', 'premiere', 'avid'] as const),
  ...(['srt', 'vtt', 'ffmetadata', 'ae'] as const),
] satisfies readonly ExportFormatName[];

/** A file that the page offers. */
export interface ReportExport {
  readonly name: string;
  readonly text: string;
}

/**
 * Makes the file of a format from the data of a page: what `saliency export` would write, with positions rounded to the
 * steps of the page.
 *
 * @param path - where the clip is, as the file names it.
 */
export function reportExport(data: ReportData, format: ExportFormatName, path: string): ReportExport {
  const { extension, write } = exportFormats[format];
  const stem = data.clip.name.replace(/(?<=.)\.[^.]*$/, '');
  const name = `${stem}.${extension === format ? '' : `${format}.`}${extension}`;
  return { name, text: write(analysisIn(data, path)) };
}

/** Unpacks an analysis. What edit lists and keyframes have no use for is not in a page, and left empty. */
function analysisIn({ clip, firstFrame, frames, shots, summary }: ReportData, path: string): Analysis {
  const { num, den } = clip.timeBase;
  const clock = new ClipClock(clip);
  const moved = new Map(frames.moves);
  const point = (x: number, y: number) => (x < 0 ? null : { x: x / SHARE_STEPS, y: y / SHARE_STEPS });
  let [pts, shot] = [0, 0];
  const records = frames.pts.map((step, i): FrameRecord => {
    pts += step;
    const index = firstFrame + i;
    while (index > shots[shot]!.lastFrame && shot < shots.length - 1) shot++;
    return {
      index,
      pts,
      seconds: (pts * num) / den,
      timecode: clock.timecode(clock.frameAt(pts)),
      shot: shots[shot]!.index,
      subject: point(frames.subjectX[i]!, frames.subjectY[i]!),
      attention: point(frames.x[i]!, frames.y[i]!),
      moved: moved.get(i) ?? 0,
      coverage: frames.coverage[i]! / SHARE_STEPS,
      confidence: frames.confidence[i]! / SHARE_STEPS,
      ...{ centroid: null, peak: null, spread: null, box: null, entropy: 0, mean: 0, regions: [] },
    };
  });
  return analysisOf({ clip: { ...clip, path }, frames: records, shots, summary });
}
