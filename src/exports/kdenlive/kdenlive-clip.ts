import type { ClipRecord } from '../../analysis/record/analysis.js';
import type { Edit } from '../edit.js';
import { element, type XmlElement } from '../xml.js';
import { markerJson } from './kdenlive-markers.js';
import { property } from './mlt-xml.js';

/** A clip of the project, and how it is cut, in frames at the project's rate. */
export interface KdenliveClip {
  readonly clip: ClipRecord;
  readonly edit: Edit;
  /** Number of the clip, from 0. */
  readonly index: number;
}

/** Number under which the bin knows the sequence. */
export const SEQUENCE_ID = 1;
/** Number of the bin's folder of sequences. */
export const SEQUENCE_FOLDER = 2;

/** Gives the number under which the bin knows a clip: its folder and the sequence come first. */
export function binId(index: number): number {
  return SEQUENCE_FOLDER + 1 + index;
}

/** Gives a clip as it is in the bin, with all markers. */
export function binClip(made: KdenliveClip): XmlElement {
  const { edit, index } = made;
  const markers = edit.shots.flatMap((shot) => shot.markers);
  return chain(made, `clip-${index + 1}`, [property('kdenlive:markers', markerJson(markers))]);
}

/** Gives what the tracks show of a clip: its sound alone, and its picture alone. */
export function timelineClips(made: KdenliveClip): XmlElement[] {
  const video = chain(made, `video-${made.index + 1}`, [property('set.test_audio', 1), property('set.test_image', 0)]);
  if (!made.clip.hasAudio) return [video];
  return [
    chain(made, `audio-${made.index + 1}`, [property('set.test_audio', 0), property('set.test_image', 1)]),
    video,
  ];
}

function chain({ clip, edit, index }: KdenliveClip, id: string, more: readonly XmlElement[]): XmlElement {
  const length = edit.sourceStart + edit.length;
  return element('chain', { id, in: 0, out: length - 1 }, [
    property('length', length),
    property('eof', 'pause'),
    property('resource', clip.path),
    property('mlt_service', 'avformat-novalidate'),
    property('seekable', 1),
    property('kdenlive:clipname', clip.name),
    property('kdenlive:id', binId(index)),
    property('kdenlive:folderid', -1),
    property('kdenlive:clip_type', 0),
    ...more,
  ]);
}
