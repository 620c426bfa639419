import type { Analysis, ClipRecord } from '../analysis/record/analysis.js';
import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
import { framesToSeconds } from '../core/rational.js';
import { type Edit, type EditMarker, type EditShot, editOf, type TimelineOptions, timelineFrame } from './edit.js';
import { fileUrl } from './file-url.js';
import { displayOutput, fittingScale, placementKeys, printScale } from './framing.js';
import { element, printXml, type XmlElement } from './xml.js';

/** Chooses what an edit carries beyond shots and markers. */
export interface EditExportOptions extends TimelineOptions {
  /** Makes the timeline one of the plan's aspect, with the picture moved by keyframes. */
  readonly reframe?: ReframePlan | undefined;
}

/**
 * Gives the analysis as FCPXML 1.10: a project with one clip a shot and its markers. Read by Final Cut Pro and Resolve.
 * Times are rational seconds in whole frames; the order of elements is that of Apple's DTD, against which Final Cut
 * checks.
 */
export function toFcpxml(analysis: Analysis, { reframe, timelineStart }: EditExportOptions = {}): string {
  const { clip } = analysis;
  const edit = editOf(analysis, { timelineStart });
  const time = timeOf(edit);
  const size = reframe === undefined ? clip : displayOutput(reframe);
  const formats = [
    format('r1', edit, clip, clip.sampleAspect),
    ...(reframe === undefined ? [] : [format('r3', edit, size, { num: 1, den: 1 })]),
  ];
  const asset = element(
    'asset',
    {
      id: 'r2',
      name: clip.name,
      start: time(0),
      duration: seconds(edit, edit.sourceStart + edit.length),
      hasVideo: 1,
      format: 'r1',
      videoSources: 1,
      ...(clip.hasAudio ? { hasAudio: 1, audioSources: 1, audioChannels: clip.audioChannels ?? 2 } : {}),
    },
    [element('media-rep', { kind: 'original-media', src: fileUrl(clip.path) })],
  );
  const sequence = element(
    'sequence',
    {
      format: reframe === undefined ? 'r1' : 'r3',
      duration: seconds(edit, edit.length),
      tcStart: seconds(edit, edit.timelineStart),
      tcFormat: timecodeFormat(edit),
    },
    [
      element(
        'spine',
        {},
        edit.shots.map((shot) => assetClip(shot, edit, clip, reframe)),
      ),
    ],
  );
  return printXml(
    'fcpxml',
    element('fcpxml', { version: '1.10' }, [
      element('resources', {}, [...formats, asset]),
      element('library', {}, [
        element('event', { name: 'video-saliency' }, [element('project', { name: clip.name }, [sequence])]),
      ]),
    ]),
  );
}

function assetClip(shot: EditShot, edit: Edit, clip: ClipRecord, reframe: ReframePlan | undefined): XmlElement {
  const time = timeOf(edit);
  return element(
    'asset-clip',
    {
      ref: 'r2',
      offset: seconds(edit, timelineFrame(edit, shot.start)),
      name: shot.name,
      start: time(shot.start),
      duration: seconds(edit, shot.end - shot.start),
      format: 'r1',
      tcFormat: timecodeFormat(edit),
    },
    [
      reframe === undefined ? undefined : transform(reframe, shot, edit, clip),
      ...shot.markers.map(({ name, note, frame }: EditMarker) =>
        element('marker', { start: time(frame), duration: seconds(edit, 1), value: name, note }),
      ),
    ],
  );
}

/**
 * Computes the position in percent of the frame's height, y up, on top of the spatial conform that fits the picture in.
 */
function transform(reframe: ReframePlan, shot: EditShot, edit: Edit, clip: ClipRecord): XmlElement {
  const frame = displayOutput(reframe);
  const time = timeOf(edit);
  const keys = placementKeys(reframe, shot.record.index, edit.clock);
  const position = ({ x, y }: { x: number; y: number }) =>
    `${decimal((100 * x) / frame.height)} ${decimal((-100 * y) / frame.height)}`;
  const scale = printScale(keys[0]!.scale / fittingScale(clip, frame), 4);
  const moves = keys.some((key) => position(key) !== position(keys[0]!));
  return element('adjust-transform', { position: position(keys[0]!), scale: `${scale} ${scale}` }, [
    moves
      ? element('param', { name: 'position' }, [
          element(
            'keyframeAnimation',
            {},
            keys.map((key) => element('keyframe', { time: time(key.frame), value: position(key) })),
          ),
        ])
      : undefined,
  ]);
}

function format(
  id: string,
  { clock }: Edit,
  { width, height }: { readonly width: number; readonly height: number },
  { num, den }: { readonly num: number; readonly den: number },
): XmlElement {
  const square = num === den;
  return element('format', {
    id,
    frameDuration: `${clock.format.rate.den}/${clock.format.rate.num}s`,
    width,
    height,
    paspH: square ? undefined : num,
    paspV: square ? undefined : den,
  });
}

/** Gives the instant of a source frame, its timecode included. */
function timeOf(edit: Edit): (frame: number) => string {
  return (frame) => seconds(edit, edit.clock.startFrame + frame);
}

function seconds({ clock }: Edit, frames: number): string {
  const { num, den } = framesToSeconds(frames, clock.format.rate);
  return den === 1 ? `${num}s` : `${num}/${den}s`;
}

function timecodeFormat({ clock }: Edit): 'DF' | 'NDF' {
  return clock.format.dropFrame ? 'DF' : 'NDF';
}

function decimal(value: number): string {
  return String(Number(value.toFixed(4)) + 0);
}
