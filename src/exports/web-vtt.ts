import type { Analysis, ShotRecord } from '../analysis/record/analysis.js';
import { millisecondsBetween } from '../core/rational.js';

/**
 * Gives the shots as WebVTT chapters, for players: times run from the first frame that was analyzed. Cues are at least
 * a millisecond long and do not overlap.
 */
export function toWebVtt({ clip, shots }: Analysis): string {
  const origin = shots[0]!.startPts;
  const at = (pts: number) => millisecondsBetween(origin, { pts, timeBase: clip.timeBase });
  const cues = shots.map((shot) => {
    const start = at(shot.startPts);
    const end = Math.max(start + 1, at(shot.endPts));
    return `${shot.index + 1}\n${clockTime(start)} --> ${clockTime(end)}\n${escapeCue(describe(shot))}\n`;
  });
  return `WEBVTT - ${escapeCue(clip.name)}\n\n${cues.join('\n')}`;
}

function describe({ index, steadiness, eyeTrace }: ShotRecord): string {
  const parts = [`Shot ${index + 1}`, `steadiness ${Math.round(100 * steadiness)} %`];
  if (eyeTrace !== null) parts.push(`eye trace ${Math.round(100 * eyeTrace.distance)} %`);
  return parts.join(', ');
}

/** Escapes the text of a cue: a blank line would end it, an arrow would start another. */
function escapeCue(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function clockTime(milliseconds: number): string {
  const [ms, s, min] = [
    milliseconds % 1000,
    Math.floor(milliseconds / 1000) % 60,
    Math.floor(milliseconds / 60000) % 60,
  ];
  const hours = Math.floor(milliseconds / 3600000);
  return `${[hours, min, s].map((part) => String(part).padStart(2, '0')).join(':')}.${String(ms).padStart(3, '0')}`;
}
