import { evenSide } from '../analysis/reframe/exact-size.js';
import type { CropFrame, ReframePlan } from '../analysis/reframe/reframe-plan.js';
import type { FrameSize } from '../core/frame.js';

/** Pixels by which a crop may be off before it moves. */
const STICKY = 0.75;

/** Frames that show two crops of one size. */
export interface TwoUpSize extends FrameSize {
  readonly frames: readonly CropFrame[];
}

/** Gives the sizes of the crops of which two are shown together. */
export function twoUpSizes(plan: ReframePlan): TwoUpSize[] {
  const sizes = new Map<string, TwoUpSize & { readonly frames: CropFrame[] }>();
  for (const frame of plan.frames) {
    if (frame.second === undefined) continue;
    const { crop } = frame;
    const size = { width: evenSide(crop.width, plan.clip.width), height: evenSide(crop.height, plan.clip.height) };
    const key = `${size.width}x${size.height}`;
    if (!sizes.has(key)) sizes.set(key, { ...size, frames: [] });
    sizes.get(key)!.frames.push(frame);
  }
  return [...sizes.values()];
}

/**
 * Makes the filters that show two crops of each frame: one above the other in an output that is higher than wide as
 * displayed beside the clip, else side by side.
 *
 * @param id - makes the names of the filters differ from those of other crops of the graph.
 * @param at - tells the time of a frame of the plan.
 * @param path - of the file of commands, as the graph writes it.
 */
export function twoUpFilter(
  plan: ReframePlan,
  size: TwoUpSize,
  id: string,
  at: (position: number) => string,
  path: string,
): { readonly chain: string; readonly text: string } {
  const { output, clip, outputSampleAspect } = plan;
  const aspectOf = ({ num, den }: { num: number; den: number }) => num / den;
  const shown = (output.width / output.height) * aspectOf(outputSampleAspect);
  const above = shown < (clip.width / clip.height) * aspectOf(clip.sampleAspect);
  const whole = above ? output.height : output.width;
  const half = 2 * Math.round(whole / 4);
  const halves = [half, whole - half].map((length) =>
    above ? { width: output.width, height: length } : { width: length, height: output.height },
  );
  const places = [0, 1].map((n) => placesOf(plan, size, n));
  const positions = new Map(plan.frames.map((frame, i) => [frame, i]));
  let last = '';
  const lines = size.frames.flatMap((frame, i) => {
    const text = places
      .map((own, n) => `crop@two${id}${n} x ${own[i]!.x}, crop@two${id}${n} y ${own[i]!.y}`)
      .join(', ');
    if (text === last) return [];
    last = text;
    return [`${at(positions.get(frame)!)} ${text};\n`];
  });
  const panes = halves.map(({ width, height }, n) => {
    const { x, y } = places[n]![0]!;
    const crop = `crop@two${id}${n}=w=${size.width}:h=${size.height}:x=${x}:y=${y}:exact=1`;
    return `[of${id}${n}]${crop},scale=w=${width}:h=${height}:flags=bicubic,setsar=1[half${id}${n}]`;
  });
  const join = `[half${id}0][half${id}1]${above ? 'vstack' : 'hstack'}`;
  return { chain: `sendcmd=f=${path},split[of${id}0][of${id}1];${panes.join(';')};${join}`, text: lines.join('') };
}

/** Gives the whole-pixel places of the first or the second crop of each frame. */
function placesOf({ clip }: ReframePlan, { frames, ...size }: TwoUpSize, n: number) {
  let last = { x: Number.NaN, y: Number.NaN };
  const nearest = (exact: number, before: number) => (Math.abs(exact - before) <= STICKY ? before : Math.round(exact));
  return frames.map((frame) => {
    const crop = n === 0 ? frame.crop : frame.second!;
    const within = (share: number, length: number, side: number) => Math.min(side - length, Math.max(0, share * side));
    last = {
      x: nearest(within(crop.x, size.width, clip.width), last.x),
      y: nearest(within(crop.y, size.height, clip.height), last.y),
    };
    return last;
  });
}
