import type { Analysis, ClipRecord } from '../analysis/record/analysis.js';
import { formatTimecode, labelsPerSecond } from '../analysis/record/timecode.js';
import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
import { displaySize } from '../core/display-size.js';
import type { FrameSize } from '../core/frame.js';
import { type Edit, type EditShot, editOf } from './edit.js';
import type { EditExportOptions } from './fcpxml.js';
import { fileUrl } from './file-url.js';
import { displayOutput, placementKeys, printScale } from './framing.js';
import { type PixelShape, pixelShape, SQUARE } from './pixel-shape.js';
import { element, printXml, type XmlElement } from './xml.js';

/**
 * Gives the analysis as Final Cut Pro 7 XML (xmeml 5): a sequence with one clip item a shot, markers on the sequence.
 * Read by Premiere and Resolve. Times are whole frames; `out` and `end` are exclusive.
 */
export function toXmeml(analysis: Analysis, { reframe, timelineStart }: EditExportOptions = {}): string {
  const { clip } = analysis;
  const edit = editOf(analysis, { timelineStart });
  const picture = reframe === undefined ? sequencePicture(clip) : { ...displayOutput(reframe), shape: SQUARE };
  const video = element('video', {}, [
    element('format', {}, [
      element('samplecharacteristics', {}, [rateOf(edit), ...pictureOf(picture), text('fielddominance', 'none')]),
    ]),
    element(
      'track',
      {},
      edit.shots.map((shot, i) => clipItem(shot, i, edit, clip, 'video', reframe)),
    ),
  ]);
  // A track a channel, as Premiere lays them out: one track alone would play the left channel only.
  const audio = element(
    'audio',
    {},
    Array.from({ length: channelsOf(clip) }, (_, channel) =>
      element(
        'track',
        {},
        edit.shots.map((shot, i) => clipItem(shot, i, edit, clip, { audio: channel + 1 }, undefined)),
      ),
    ),
  );
  const sequence = element('sequence', { id: 'sequence-1' }, [
    text('name', clip.name),
    text('duration', edit.length),
    rateOf(edit),
    timecode(edit, edit.timelineStart),
    element('media', {}, clip.hasAudio ? [video, audio] : [video]),
    ...edit.shots.flatMap(({ markers }) =>
      markers.map(({ name, note, frame }) =>
        element('marker', {}, [
          text('name', name),
          text('comment', note),
          text('in', frame - edit.sourceStart),
          text('out', -1),
        ]),
      ),
    ),
  ]);
  return printXml('xmeml', element('xmeml', { version: '5' }, [sequence]));
}

/** A size, and the shape of its pixels; undefined where the format has no name for it. */
interface Picture extends FrameSize {
  readonly shape: PixelShape | undefined;
}

/** The sequence has the clip's own pixels where these can be named, else square ones at the size that is displayed. */
function sequencePicture(clip: ClipRecord): Picture {
  const shape = pixelShape(clip);
  if (shape !== undefined) return { ...clip, shape };
  const { width, height } = displaySize(clip);
  return { width: 2 * Math.round(width / 2), height, shape: SQUARE };
}

function pictureOf({ width, height, shape }: Picture): XmlElement[] {
  const size = [text('width', width), text('height', height)];
  if (shape === undefined) return size;
  return [...size, text('anamorphic', shape.anamorphic ? 'TRUE' : 'FALSE'), text('pixelaspectratio', shape.name)];
}

/** The picture, or one channel of the sound, counted from 1. */
type Media = 'video' | { readonly audio: number };

function channelsOf({ hasAudio, audioChannels = 2 }: ClipRecord): number {
  return hasAudio ? audioChannels : 0;
}

function itemId(media: Media, index: number): string {
  if (media === 'video') return `video-${index + 1}`;
  return media.audio === 1 ? `audio-${index + 1}` : `audio-${index + 1}-${media.audio}`;
}

function clipItem(
  shot: EditShot,
  index: number,
  edit: Edit,
  clip: ClipRecord,
  media: Media,
  reframe: ReframePlan | undefined,
): XmlElement {
  const all: Media[] = ['video', ...Array.from({ length: channelsOf(clip) }, (_, i) => ({ audio: i + 1 }))];
  const links =
    all.length === 1
      ? []
      : all.map((one) =>
          element('link', {}, [
            text('linkclipref', itemId(one, index)),
            text('mediatype', one === 'video' ? 'video' : 'audio'),
            text('trackindex', one === 'video' ? 1 : one.audio),
            text('clipindex', index + 1),
          ]),
        );
  return element('clipitem', { id: itemId(media, index) }, [
    text('name', shot.name),
    text('enabled', 'TRUE'),
    text('duration', edit.sourceStart + edit.length),
    rateOf(edit),
    text('start', shot.start - edit.sourceStart),
    text('end', shot.end - edit.sourceStart),
    text('in', shot.start),
    text('out', shot.end),
    index === 0 && media === 'video' ? file(edit, clip) : element('file', { id: 'file-1' }),
    media === 'video'
      ? undefined
      : element('sourcetrack', {}, [text('mediatype', 'audio'), text('trackindex', media.audio)]),
    reframe === undefined ? undefined : motion(reframe, shot, edit, clip),
    ...links,
  ]);
}

/** Gives the media file, described at its first use. */
function file(edit: Edit, clip: ClipRecord): XmlElement {
  return element('file', { id: 'file-1' }, [
    text('name', clip.name),
    text('pathurl', fileUrl(clip.path).replace('file:///', 'file://localhost/')),
    rateOf(edit),
    text('duration', edit.sourceStart + edit.length),
    timecode(edit, edit.clock.startFrame),
    element('media', {}, [
      element('video', {}, [element('samplecharacteristics', {}, pictureOf({ ...clip, shape: pixelShape(clip) }))]),
      clip.hasAudio ? element('audio', {}, [text('channelcount', channelsOf(clip))]) : undefined,
    ]),
  ]);
}

/**
 * Writes Basic Motion: scale in percent of the clip as it is displayed, center as offset of the picture's middle in its
 * widths and heights.
 */
function motion(reframe: ReframePlan, shot: EditShot, edit: Edit, clip: ClipRecord): XmlElement {
  const keys = placementKeys(reframe, shot.record.index, edit.clock);
  const shown = displaySize(clip);
  const center = ({ x, y }: { x: number; y: number }) =>
    element('value', {}, [text('horiz', decimal(x / shown.width)), text('vert', decimal(y / shown.height))]);
  return element('filter', {}, [
    element('effect', {}, [
      text('name', 'Basic Motion'),
      text('effectid', 'basic'),
      text('effectcategory', 'motion'),
      text('effecttype', 'motion'),
      text('mediatype', 'video'),
      element('parameter', {}, [
        text('parameterid', 'scale'),
        text('name', 'Scale'),
        text('valuemin', 0),
        text('valuemax', 1000),
        text('value', printScale(100 * keys[0]!.scale, 5)),
      ]),
      element('parameter', {}, [
        text('parameterid', 'center'),
        text('name', 'Center'),
        center(keys[0]!),
        ...(keys.length === 1
          ? []
          : keys.map((key) => element('keyframe', {}, [text('when', key.frame), center(key)]))),
      ]),
    ]),
  ]);
}

/** Gives the timecode of a label, counted from 00:00:00:00. */
function timecode(edit: Edit, label: number): XmlElement {
  const { format } = edit.clock;
  return element('timecode', {}, [
    rateOf(edit),
    text('string', formatTimecode(label, format)),
    text('frame', label),
    text('displayformat', format.dropFrame ? 'DF' : 'NDF'),
  ]);
}

/** Tells the rate as whole labels a second, and whether a second is really 1001/1000 as long. */
function rateOf({ clock }: Edit): XmlElement {
  const { rate } = clock.format;
  const labels = labelsPerSecond(rate);
  const pulledDown = rate.num * 1001 === labels * 1000 * rate.den;
  return element('rate', {}, [text('timebase', labels), text('ntsc', pulledDown ? 'TRUE' : 'FALSE')]);
}

function text(name: string, value: string | number): XmlElement {
  return element(name, {}, value);
}

function decimal(value: number): string {
  return String(Number(value.toFixed(5)) + 0);
}
