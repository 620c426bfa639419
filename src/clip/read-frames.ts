import { seconds } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import { seeksExactly } from '../video/ffmpeg/clip-input.js';
import type { Clip } from './clip.js';
import { readFrame } from './read-frame.js';

/**
 * Decodes frames of a clip again, as the model saw them: at the analysis size.
 *
 * A clip that can be entered in the middle is entered for each of them, where they lie far apart. Any other is read once,
 * to the last of them: it would be read from its start each time.
 *
 * @param wanted - exact timestamps of frames, rising, in the clip's time base.
 * @throws {InputError} where one of them cannot be decoded any more.
 */
export async function* readFrames(clip: Clip, wanted: readonly number[]): AsyncGenerator<RgbPicture, void> {
  let found = 0;
  if (!seeksExactly(clip.info) || lieClose(clip, wanted)) {
    for await (const frame of clip.frames()) {
      const isWanted = frame.time.pts === wanted[found];
      const picture = isWanted ? { ...clip.size, data: frame.data.slice() } : undefined;
      frame.release();
      if (picture === undefined) continue;
      yield picture;
      if (++found === wanted.length) return;
    }
  }
  for (const pts of wanted.slice(found)) yield await readFrame(clip, pts, clip.size);
}

/** Seconds of a clip that are read in the time that it takes to enter it. */
const entrySeconds = 2;

/** Tells whether frames lie so close that reading all of the clip is faster than entering it for each. */
function lieClose({ info, plan }: Clip, wanted: readonly number[]): boolean {
  const last = wanted.at(-1);
  if (last === undefined) return false;
  const length = seconds({ pts: last, timeBase: info.timeBase }) - info.startTime - (plan.start ?? 0);
  return wanted.length > 1 && length < entrySeconds * wanted.length;
}
