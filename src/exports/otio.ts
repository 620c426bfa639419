import type { Analysis } from '../analysis/record/analysis.js';
import { type EditMarker, type EditShot, editOf, type TimelineOptions } from './edit.js';
import { fileUrl } from './file-url.js';

const MARKER_COLORS = { shot: 'GREEN', still: 'CYAN', jump: 'RED', transition: 'YELLOW' } as const;

/**
 * Gives the analysis as an OpenTimelineIO timeline (JSON, `Timeline.1`): one clip a shot, markers on the clips, the
 * numbers of each shot as metadata under `video-saliency`. Read by Resolve 18, Kdenlive and Premiere.
 */
export function toOtio(analysis: Analysis, options: TimelineOptions = {}): string {
  const edit = editOf(analysis, options);
  const { clock } = edit;
  const rate = clock.format.rate.num / clock.format.rate.den;
  const time = (frame: number) => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value: frame });
  const range = (start: number, duration: number) => ({
    OTIO_SCHEMA: 'TimeRange.1',
    start_time: time(clock.startFrame + start),
    duration: time(duration),
  });
  const marker = ({ kind, frame, name, note }: EditMarker) => ({
    OTIO_SCHEMA: 'Marker.2',
    name,
    color: MARKER_COLORS[kind],
    comment: note,
    marked_range: range(frame, 1),
    metadata: {},
  });
  const clip = ({ name, start, end, record, markers }: EditShot, withMarkers: boolean) => ({
    OTIO_SCHEMA: 'Clip.2',
    name,
    enabled: true,
    source_range: range(start, end - start),
    effects: [],
    markers: withMarkers ? markers.map(marker) : [],
    active_media_reference_key: 'DEFAULT_MEDIA',
    media_references: {
      DEFAULT_MEDIA: {
        OTIO_SCHEMA: 'ExternalReference.1',
        name: edit.name,
        target_url: fileUrl(analysis.clip.path),
        available_range: range(0, edit.sourceStart + edit.length),
        available_image_bounds: null,
        metadata: {},
      },
    },
    metadata: { 'video-saliency': record },
  });
  const track = (kind: 'Video' | 'Audio') => ({
    OTIO_SCHEMA: 'Track.1',
    name: `${kind} 1`,
    kind,
    enabled: true,
    source_range: null,
    effects: [],
    markers: [],
    children: edit.shots.map((shot) => clip(shot, kind === 'Video')),
    metadata: {},
  });
  const timeline = {
    OTIO_SCHEMA: 'Timeline.1',
    name: edit.name,
    global_start_time: time(edit.timelineStart),
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      name: 'tracks',
      enabled: true,
      source_range: null,
      effects: [],
      markers: [],
      children: analysis.clip.hasAudio ? [track('Video'), track('Audio')] : [track('Video')],
      metadata: {},
    },
    metadata: { 'video-saliency': { summary: analysis.summary } },
  };
  return `${JSON.stringify(timeline, null, 2)}\n`;
}
