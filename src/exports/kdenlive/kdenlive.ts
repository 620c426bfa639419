import type { Analysis } from '../../analysis/record/analysis.js';
import { editOf } from '../edit.js';
import { element, printXml, type XmlElement } from '../xml.js';
import { binClip, binId, type KdenliveClip, SEQUENCE_FOLDER, SEQUENCE_ID, timelineClips } from './kdenlive-clip.js';
import { categories, markerJson } from './kdenlive-markers.js';
import { mltProfile } from './mlt-profile.js';
import { property, uuidOf } from './mlt-xml.js';

/**
 * Gives one or many analyses as a Kdenlive project (`.kdenlive`, MLT XML, document version 1.1, read from Kdenlive 23.04
 * on): a bin of the clips with their markers, a sequence that shows the clips one after the other, cut at their shots,
 * and a guide at each shot. `melt` plays and renders it too.
 *
 * The first clip tells size and rate of the project; the times of all are frames at that rate.
 *
 * @param analyses - of the clips, in the order of the sequence; at least one.
 */
export function toKdenlive(analyses: readonly Analysis[]): string {
  const { clip: first } = analyses[0]!;
  const clips = analyses.map((analysis, i): KdenliveClip => {
    const atRate = { ...analysis, clip: { ...analysis.clip, rate: first.rate } };
    return { clip: analysis.clip, edit: editOf(atRate), index: i };
  });
  const length = clips.reduce((sum, { edit }) => sum + edit.length, 0);
  const uuid = uuidOf(clips.map(({ clip }) => clip.path).join('\n'));
  return printXml(
    undefined,
    element('mlt', { LC_NUMERIC: 'C', producer: 'main_bin', version: '7.12.0' }, [
      mltProfile(first),
      black(length),
      ...clips.flatMap((clip) => [binClip(clip), ...timelineClips(clip)]),
      ...track('audio', clips, length),
      ...track('video', clips, length),
      sequence(clips, uuid, length),
      bin(clips, uuid, length),
      element('tractor', { id: 'project', in: 0, out: length - 1 }, [
        property('kdenlive:projectTractor', 1),
        element('track', { producer: uuid, in: 0, out: length - 1 }),
      ]),
    ]),
  );
}

/** Gives the ground that is seen where no clip is. */
function black(length: number): XmlElement {
  return element('producer', { id: 'black_track', in: 0, out: length - 1 }, [
    property('length', 2147483647),
    property('eof', 'continue'),
    property('resource', 'black'),
    property('aspect_ratio', 1),
    property('mlt_service', 'color'),
    property('kdenlive:playlistid', 'black_track'),
    property('mlt_image_format', 'rgba'),
    property('set.test_audio', 0),
  ]);
}

/** Gives a track: two playlists, of which Kdenlive uses the second for mixes, and the tractor that joins them. */
function track(kind: 'audio' | 'video', clips: readonly KdenliveClip[], length: number): XmlElement[] {
  const isAudio = kind === 'audio';
  const entries = clips.flatMap(({ clip, edit, index }) => {
    if (isAudio && !clip.hasAudio) return [element('blank', { length: edit.length })];
    return edit.shots.map(({ start, end }) =>
      element('entry', { producer: `${kind}-${index + 1}`, in: start, out: end - 1 }, [
        property('kdenlive:id', binId(index)),
      ]),
    );
  });
  const marked = isAudio ? [property('kdenlive:audio_track', 1)] : [];
  const hide = isAudio ? 'video' : 'audio';
  return [
    element('playlist', { id: `${kind}-shots` }, [...marked, ...entries]),
    element('playlist', { id: `${kind}-mixes` }, marked),
    element('tractor', { id: `${kind}-track`, in: 0, out: length - 1 }, [
      ...marked,
      property('kdenlive:track_name', isAudio ? 'Sound' : 'Picture'),
      property('kdenlive:timeline_active', 1),
      property('kdenlive:collapsed', 0),
      element('track', { hide, producer: `${kind}-shots` }),
      element('track', { hide, producer: `${kind}-mixes` }),
    ]),
  ];
}

function sequence(clips: readonly KdenliveClip[], uuid: string, length: number): XmlElement {
  const own = (name: string, value: string | number) => property(`kdenlive:sequenceproperties.${name}`, value);
  let begin = 0;
  const guides = clips.flatMap(({ clip, edit }) => {
    const offset = begin - edit.sourceStart;
    begin += edit.length;
    const shots = edit.shots.flatMap(({ markers }) => markers.filter(({ kind }) => kind === 'shot'));
    const named = clips.length === 1 ? shots : shots.map((shot) => ({ ...shot, name: `${clip.name}: ${shot.name}` }));
    return named.map((marker) => ({ ...marker, frame: marker.frame + offset }));
  });
  return element('tractor', { id: uuid, in: 0, out: length - 1 }, [
    property('kdenlive:uuid', uuid),
    property('kdenlive:clipname', clips.length === 1 ? clips[0]!.clip.name : 'Shots'),
    property('kdenlive:duration', length),
    property('kdenlive:maxduration', length),
    property('kdenlive:producer_type', 17),
    property('kdenlive:clip_type', 0),
    property('kdenlive:id', SEQUENCE_ID),
    property('kdenlive:folderid', SEQUENCE_FOLDER),
    own('documentuuid', uuid),
    own('hasAudio', 1),
    own('hasVideo', 1),
    own('tracksCount', 2),
    own('activeTrack', 1),
    own('audioTarget', 0),
    own('videoTarget', 1),
    own('position', 0),
    own('zonein', 0),
    own('zoneout', length - 1),
    own('groups', '[]'),
    own('guides', markerJson(guides)),
    element('track', { producer: 'black_track' }),
    element('track', { producer: 'audio-track' }),
    element('track', { producer: 'video-track' }),
    ...transitions(),
  ]);
}

/** Gives the transitions that Kdenlive adds by itself: sound is mixed, pictures are laid over what is below. */
function transitions(): XmlElement[] {
  const internal = [property('internal_added', 237), property('always_active', 1), property('a_track', 0)];
  const service = (name: string) => [property('mlt_service', name), property('kdenlive_id', name)];
  return [
    element('transition', { id: 'mix-sound' }, [
      ...internal,
      property('b_track', 1),
      ...service('mix'),
      property('accepts_blanks', 1),
      property('sum', 1),
    ]),
    element('transition', { id: 'lay-over' }, [
      ...internal,
      property('b_track', 2),
      ...service('qtblend'),
      property('compositing', 0),
      property('distort', 0),
      property('rotate_center', 0),
    ]),
  ];
}

function bin(clips: readonly KdenliveClip[], uuid: string, length: number): XmlElement {
  const own = (name: string, value: string | number) => property(`kdenlive:docproperties.${name}`, value);
  return element('playlist', { id: 'main_bin' }, [
    property(`kdenlive:folder.-1.${SEQUENCE_FOLDER}`, 'Sequences'),
    property('kdenlive:sequenceFolder', SEQUENCE_FOLDER),
    own('version', '1.1'),
    own('kdenliveversion', '23.04.0'),
    own('documentid', Number.parseInt(uuid.slice(1, 9), 16)),
    own('uuid', uuid),
    own('opensequences', uuid),
    own('activetimeline', uuid),
    own('audioChannels', 2),
    own('enableproxy', 0),
    own('generateproxy', 0),
    own('guidesCategories', JSON.stringify(categories)),
    property('xml_retain', 1),
    element('entry', { producer: uuid, in: 0, out: length - 1 }),
    ...clips.map(({ edit, index }) =>
      element('entry', { producer: `clip-${index + 1}`, in: 0, out: edit.sourceStart + edit.length - 1 }),
    ),
  ]);
}
