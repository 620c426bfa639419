import { displaySize } from '../core/display-size.js';
import { InputError } from '../core/errors.js';
import { type FrameSize, seconds } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import type { VideoInfo } from '../core/stream.js';
import { decode } from '../video/decode/decoder.js';
import type { Clip } from './clip.js';

/** Seconds before the frame at which decoding starts; earlier where an index leads to a later frame. */
const leads = [0.1, 5, Number.POSITIVE_INFINITY];

/**
 * Decodes one frame of a clip at any time.
 *
 * @param pts - the frame's exact timestamp, in the clip's time base.
 * @param size - of the picture. Default: the clip's full size, with square pixels.
 * @throws {InputError} where there is no such frame any more.
 */
export async function readFrame(
  { info, plan, binaries }: Clip,
  pts: number,
  size = fullSize(info),
): Promise<RgbPicture> {
  const at = seconds({ pts, timeBase: info.timeBase }) - info.startTime;
  const { signal, flags } = plan;
  for (const lead of leads) {
    const start = Math.max(0, at - lead);
    const options = { size, start, mayBeEmpty: true, deinterlace: flags.deinterlace, binaries, signal };
    for await (const frame of decode(info, options)) {
      const { data, time } = frame;
      const picture = time.pts === pts ? { ...size, data: data.slice() } : undefined;
      frame.release();
      if (picture !== undefined) return picture;
      if (time.pts > pts) break;
    }
    if (start === 0) break;
  }
  throw new InputError(`${info.name}: the frame at ${at.toFixed(3)} s could not be decoded again`);
}

function fullSize(info: VideoInfo): FrameSize {
  const { width, height } = displaySize(info, 'smaller');
  return { width: Math.round(width), height: Math.round(height) };
}
