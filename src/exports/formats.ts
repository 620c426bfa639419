import type { Analysis } from '../analysis/record/analysis.js';
import { toAfterEffects } from './after-effects.js';
import type { TimelineOptions } from './edit.js';
import { toEdl, toResolveEdl } from './edl.js';
import { toFcpxml } from './fcpxml.js';
import { toFfmetadata } from './ffmetadata.js';
import { toKdenlive } from './kdenlive/kdenlive.js';
import { toAvidMarkers, toPremiereMarkers } from './marker-text.js';
import { toOtio } from './otio.js';
import { toSrt } from './srt.js';
import { toWebVtt } from './web-vtt.js';
import { toXmeml } from './xmeml.js';

/** A format that an analysis can be exported to. */
export interface ExportFormat {
  readonly summary: string;
  /** Extension of the file, without the dot. */
  readonly extension: string;
  /** Tells whether times are labels of the user's timeline, so that it matters where that starts. Default false. */
  readonly onTimeline?: boolean;
  write(analysis: Analysis, options?: TimelineOptions): string;
  /** Writes several clips, one after the other, as one text; absent where a file is of one clip. */
  writeAll?(analyses: readonly Analysis[]): string;
}

/** All formats by the name that `saliency export --format` takes. */
export const exportFormats = {
  otio: { summary: 'OpenTimelineIO: shots and markers', extension: 'otio', onTimeline: true, write: toOtio },
  fcpxml: {
    summary: 'FCPXML 1.10 for Final Cut Pro and Resolve',
    extension: 'fcpxml',
    onTimeline: true,
    write: (analysis: Analysis, options: TimelineOptions = {}) => toFcpxml(analysis, options),
  },
  xmeml: {
    summary: 'Final Cut Pro 7 XML for Premiere and Resolve',
    extension: 'xml',
    onTimeline: true,
    write: (analysis: Analysis, options: TimelineOptions = {}) => toXmeml(analysis, options),
  },
  edl: { summary: 'CMX 3600 edit decision list of the shots', extension: 'edl', onTimeline: true, write: toEdl },
  'resolve-edl': {
    summary: 'timeline markers for Resolve',
    extension: 'edl',
    onTimeline: true,
    write: toResolveEdl,
  },
  kdenlive: {
    summary: 'Kdenlive project (MLT): shots, markers and guides, of one clip or of several',
    extension: 'kdenlive',
    write: (analysis) => toKdenlive([analysis]),
    writeAll: toKdenlive,
  },
  premiere: {
    summary: 'marker list as Premiere writes it',
    extension: 'csv',
    onTimeline: true,
    write: toPremiereMarkers,
  },
  avid: { summary: 'marker text for Media Composer', extension: 'txt', onTimeline: true, write: toAvidMarkers },
  srt: { summary: 'markers as SubRip subtitles', extension: 'srt', write: toSrt },
  vtt: { summary: 'WebVTT chapters for players', extension: 'vtt', write: toWebVtt },
  ffmetadata: { summary: 'chapters for FFmpeg', extension: 'ffmeta', write: toFfmetadata },
  ae: { summary: 'After Effects keyframes of the attention point', extension: 'txt', write: toAfterEffects },
} as const satisfies Record<string, ExportFormat>;

/** One of the names that `exportFormats` knows. */
export type ExportFormatName = keyof typeof exportFormats;

/** All names that `exportFormats` knows. */
export const exportFormatNames = Object.keys(exportFormats) as ExportFormatName[];
