import type { Analysis } from '../analysis/record/analysis.js';
import { editOf, type TimelineOptions, timelineTimecode } from './edit.js';
import { oneLine } from './plain-text.js';

const LOCATOR_COLORS = { shot: 'GREEN', still: 'CYAN', jump: 'RED', transition: 'YELLOW' } as const;

/**
 * Gives the shots as a CMX 3600 edit decision list: an event a shot, markers as `* LOC:` comments. The record side, which
 * is the timeline, runs at the clip's own timecode, unless it starts elsewhere. Out points are exclusive. Read by Resolve,
 * Premiere and Avid.
 */
export function toEdl(analysis: Analysis, options: TimelineOptions = {}): string {
  const edit = editOf(analysis, options);
  const { name, clock, shots } = edit;
  const at = (frame: number) => timelineTimecode(edit, frame);
  const title = oneLine(name).slice(0, 70);
  const events = shots.map(({ start, end, markers }, i) => {
    const source = `${clock.timecode(start)} ${clock.timecode(end)}`;
    const locators = markers.map(({ kind, frame, name: label, note }) => {
      const color = LOCATOR_COLORS[kind].padEnd(7);
      // Readers know colons alone here, in drop-frame too.
      return `* LOC: ${at(frame).replace(';', ':')} ${color} ${oneLine(`${label}: ${note}`)}\n`;
    });
    return `${eventNumber(i)}  AX       V     C        ${source} ${at(start)} ${at(end)}\n* FROM CLIP NAME: ${oneLine(name)}\n${locators.join('')}`;
  });
  return `TITLE: ${title}\nFCM: ${clock.format.dropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}\n\n${events.join('\n')}`;
}

const MARKER_COLORS = { shot: 'Green', still: 'Cyan', jump: 'Red', transition: 'Yellow' } as const;

/**
 * Writes all markers as an edit decision list that Resolve imports onto a timeline ("Import › Timeline Markers from
 * EDL"). Its timelines start at 01:00:00:00.
 *
 * @throws {OptionError} for a start that is no timecode at the clip's rate.
 */
export function toResolveEdl(analysis: Analysis, options: TimelineOptions = {}): string {
  const edit = editOf(analysis, { timelineStart: options.timelineStart ?? '01:00:00:00' });
  const { name, clock, shots } = edit;
  const at = (frame: number) => timelineTimecode(edit, frame);
  const events = shots
    .flatMap((shot) => shot.markers)
    .map(({ kind, frame, name: label, note }, i) => {
      const range = `${at(frame)} ${at(frame + 1)}`;
      const text = `${pipeless(note)} |C:ResolveColor${MARKER_COLORS[kind]} |M:${pipeless(label)} |D:1`;
      return `${eventNumber(i)}  001      V     C        ${range} ${range}\n${text}\n`;
    });
  const mode = clock.format.dropFrame ? 'DROP FRAME' : 'NON-DROP FRAME';
  return `TITLE: ${oneLine(name).slice(0, 70)}\nFCM: ${mode}\n\n${events.join('\n')}`;
}

function pipeless(text: string): string {
  return oneLine(text.replaceAll('|', '/'));
}

function eventNumber(index: number): string {
  return String(index + 1).padStart(3, '0');
}
