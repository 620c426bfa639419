import type { Clip } from '../../clip/clip.js';
import { seconds, type Timestamp } from '../../core/frame.js';
import type { Progress } from './conversion.js';

/** Tells how far a clip has come, result by result; nothing where nobody listens. */
export function progressOf(
  { info, plan }: Clip,
  onProgress: ((progress: Progress) => void) | undefined,
): ((result: { readonly time: Timestamp }) => void) | undefined {
  if (onProgress === undefined) return undefined;
  const { start = 0, end = Number.POSITIVE_INFINITY } = plan;
  const last = Math.min(end, info.duration ?? Number.POSITIVE_INFINITY);
  const totalSeconds = last === Number.POSITIVE_INFINITY ? undefined : Math.max(0, last - start);
  let frames = 0;
  return ({ time }) => {
    onProgress({ frames: ++frames, seconds: seconds(time) - info.startTime - start, totalSeconds });
  };
}
