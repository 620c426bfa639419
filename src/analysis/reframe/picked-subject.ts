import { OptionError } from '../../core/errors.js';
import type { Box, Point, RegionRecord } from '../record/analysis.js';

/** Tells which subject a crop follows: the number of a region, or a point or a box on it in one frame of the clip. */
export type SubjectPick = number | (Point & { readonly frame: number }) | (Box & { readonly frame: number });

/** A region that overlaps where the subject was last seen by this share of both goes on as the subject. */
const SAME = 0.3;

/**
 * Follows a picked subject through a shot: where it is not seen, it stays where it was seen last, before it is seen first, there.
 *
 * @param frames - the regions of each frame of the shot.
 * @param shot - number of the shot, for messages.
 * @returns a box a frame.
 * @throws {OptionError} where no region of the shot is meant.
 */
export function pickedSubject(
  frames: readonly { readonly index: number; readonly regions: readonly RegionRecord[] }[],
  pick: SubjectPick,
  shot: number,
): Box[] {
  const id = typeof pick === 'number' ? pick : regionAt(frames, pick, shot).id;
  const first = frames.findIndex(({ regions }) => regions.some((region) => region.id === id));
  if (first < 0) {
    const known = [...new Set(frames.flatMap(({ regions }) => regions.map((region) => region.id)))];
    throw OptionError.of('plan', `shot ${shot} has no subject ${id}, but ${known.join(', ') || 'none'}`);
  }
  let last = frames[first]!.regions.find((region) => region.id === id)!.box;
  return frames.map(({ regions }, i) => {
    if (i < first) return last;
    const own = regions.find((region) => region.id === id) ?? regions.find(({ box }) => overlap(box, last) > SAME);
    last = own?.box ?? last;
    return last;
  });
}

/** Finds the region that a point, or the middle of a box, lies on in a frame. */
function regionAt(
  frames: Parameters<typeof pickedSubject>[0],
  pick: Exclude<SubjectPick, number>,
  shot: number,
): RegionRecord {
  const frame = frames.find(({ index }) => index === pick.frame);
  if (frame === undefined) throw OptionError.of('plan', `shot ${shot} has no frame ${pick.frame}`);
  const size = 'width' in pick ? pick : { width: 0, height: 0 };
  const [x, y] = [pick.x + size.width / 2, pick.y + size.height / 2];
  const holds = ({ box }: RegionRecord) => {
    return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
  };
  const found = frame.regions.filter(holds).sort((a, b) => a.area - b.area)[0];
  if (found !== undefined) return found;
  const known = frame.regions.map(({ id, centroid }) => `${id} at ${centroid.x.toFixed(2)}, ${centroid.y.toFixed(2)}`);
  const there = known.length === 0 ? 'there is none' : `there is ${known.join(' and ')}`;
  throw OptionError.of('plan', `frame ${pick.frame} has no subject at ${x.toFixed(2)}, ${y.toFixed(2)}: ${there}`);
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}
