import type { Analysis } from '../analysis/record/analysis.js';
import { oneLine } from './plain-text.js';

/**
 * Gives the shots as chapters in FFmpeg's metadata format, exact in the clip's own time base; they run from the first
 * frame that was analyzed. `ffmpeg -i clip.mp4 -f ffmetadata -i chapters.txt -map 0 -map_chapters 1 -c copy out.mp4`.
 */
export function toFfmetadata({ clip, shots }: Analysis): string {
  const origin = shots[0]!.startPts;
  const { num, den } = clip.timeBase;
  const chapters = shots.map(
    ({ index, startPts, endPts }) =>
      `[CHAPTER]\nTIMEBASE=${num}/${den}\nSTART=${startPts - origin}\nEND=${endPts - origin}\ntitle=Shot ${index + 1}\n`,
  );
  return `;FFMETADATA1\ntitle=${escapeValue(clip.name)}\n${chapters.join('')}`;
}

function escapeValue(text: string): string {
  return oneLine(text).replace(/[=;#\\]/g, '\\$&');
}
