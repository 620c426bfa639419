import type { Analysis } from '../analysis/record/analysis.js';
import { editOf } from './edit.js';
import { oneLine } from './plain-text.js';

/** Seconds that a marker is shown for where none follows sooner. */
const SHOWN = 2;

/**
 * Gives all markers as SubRip subtitles, to be seen over the clip in any player: times run from the first frame that was
 * analyzed. A marker is shown for two seconds, or until the next one; several on one frame share a subtitle.
 */
export function toSrt(analysis: Analysis): string {
  const { clock, shots, sourceStart, length } = editOf(analysis);
  const { num, den } = clock.format.rate;
  const markers = shots.flatMap((shot) => shot.markers);
  const instants = [...new Set(markers.map(({ frame }) => frame))].sort((a, b) => a - b);
  const shown = Math.max(1, Math.round((SHOWN * num) / den));
  const at = (frame: number) => clockTime(Math.round((1000 * (frame - sourceStart) * den) / num));
  return instants
    .map((frame, i) => {
      const end = Math.min(frame + shown, instants[i + 1] ?? sourceStart + length);
      const lines = markers.filter((marker) => marker.frame === frame);
      const words = lines.map(({ name, note }) => oneLine(`${name}: ${note}`)).join('\n');
      return `${i + 1}\n${at(frame)} --> ${at(end)}\n${words}\n`;
    })
    .join('\n');
}

/** Prints milliseconds as `HH:MM:SS,mmm`. */
function clockTime(milliseconds: number): string {
  const parts = [Math.floor(milliseconds / 3_600_000), Math.floor(milliseconds / 60_000) % 60];
  const all = [...parts, Math.floor(milliseconds / 1000) % 60].map((part) => String(part).padStart(2, '0'));
  return `${all.join(':')},${String(milliseconds % 1000).padStart(3, '0')}`;
}
