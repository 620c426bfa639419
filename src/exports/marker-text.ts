import type { Analysis } from '../analysis/record/analysis.js';
import { type EditMarker, editOf, type TimelineOptions, timelineTimecode } from './edit.js';
import { oneLine } from './plain-text.js';

/**
 * Writes all markers as Premiere lists them: tab-separated with a heading, for scripts that import them. Drop-frame
 * times are written with semicolons only, as Premiere does.
 */
export function toPremiereMarkers(analysis: Analysis, options: TimelineOptions = {}): string {
  const edit = editOf(analysis, options);
  const { shots } = edit;
  const time = (frame: number) => premiereTime(timelineTimecode(edit, frame));
  const length = premiereTime(oneFrame(analysis));
  const rows = shots.flatMap(({ markers }) =>
    markers.map(({ kind, frame, name, note }) =>
      [
        oneLine(name),
        oneLine(note),
        time(frame),
        time(frame + 1),
        length,
        kind === 'shot' ? 'Chapter' : 'Comment',
      ].join('\t'),
    ),
  );
  return `${['Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type', ...rows].join('\n')}\n`;
}

const AVID_COLORS = { shot: 'green', still: 'cyan', jump: 'red', transition: 'yellow' } as const;

/**
 * Writes all markers as Avid Media Composer imports them: user, timecode, track, color, comment and length,
 * tab-separated.
 */
export function toAvidMarkers(analysis: Analysis, options: TimelineOptions = {}): string {
  const edit = editOf(analysis, options);
  const row = ({ kind, frame, name, note }: EditMarker) =>
    ['video-saliency', timelineTimecode(edit, frame), 'V1', AVID_COLORS[kind], oneLine(`${name}: ${note}`), 1].join(
      '\t',
    );
  return edit.shots.flatMap(({ markers }) => markers.map((marker) => `${row(marker)}\n`)).join('');
}

function oneFrame({ clip }: Analysis): string {
  return clip.dropFrame ? '00:00:00;01' : '00:00:00:01';
}

function premiereTime(timecode: string): string {
  return timecode.includes(';') ? timecode.replaceAll(':', ';') : timecode;
}
