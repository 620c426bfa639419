import { stat } from 'node:fs/promises';
import type { MeasureRequest } from '../../analysis/measure/frame-measurer.js';
import type { Clip } from '../../clip/clip.js';
import type { LevelBits } from '../../segments/map-levels.js';
import { SegmentStore } from '../../segments/segment-store.js';
import { version } from '../version.js';

/**
 * Opens the folder `<output>.resume` with the segments that an interrupted run of the same work has finished.
 *
 * @throws {OptionError} when input or output is a stream: neither can be taken up again.
 */
export async function openResumeStore(
  output: string,
  clip: Clip,
  bits: LevelBits,
  measures: MeasureRequest | undefined,
): Promise<SegmentStore> {
  const { size, mtimeMs } = await stat(clip.info.path);
  const { flags, model, start, end } = clip.plan;
  // Limits change no map.
  const { strict: _, maxPixels: _p, maxDuration: _d, maxFrames: _f, timeout: _t, ...analysis } = flags;
  const ffmpeg = clip.binaries.ffmpeg.version;
  const work = {
    version,
    ffmpeg,
    path: clip.info.path,
    size,
    mtimeMs,
    ...analysis,
    model,
    start,
    end,
    bits,
    measures,
    gaze: clip.mapsGaze,
  };
  return SegmentStore.open(`${output.replace(/[/\\]$/, '')}.resume`, JSON.stringify(work));
}
