import type { Analysis, ClipRecord, Point } from '../analysis/record/analysis.js';
import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
import { ClipClock } from '../analysis/shots/clip-clock.js';
import { displayOutput, placementOf, printScale } from './framing.js';

/** A value of one to three numbers from a frame of the timeline on. */
interface Key {
  readonly frame: number;
  readonly values: readonly string[];
}

/**
 * Gives the attention point of every frame as After Effects keyframes of a position, in pixels of the clip; frames
 * without one are left out. Copied to the clipboard, they are pasted onto a layer or a null.
 */
export function toAfterEffects({ clip, frames }: Analysis): string {
  const keys = onTimeline(clip, frames, ({ attention }) =>
    attention === null ? undefined : inPixels(clip, attention),
  );
  return keyframeText(clip, [['Position', 'X pixels\tY pixels\tZ pixels', keys]]);
}

/**
 * Gives a reframing as After Effects keyframes, to be pasted onto the clip's layer in a composition of the new size: the
 * anchor point is the crop's center, the position the middle of the composition, and the scale lets the crop cover it.
 */
export function reframedKeyframes(plan: ReframePlan): string {
  const { clip, frames } = plan;
  const shown = displayOutput(plan);
  const anchors = onTimeline(clip, frames, ({ crop }) =>
    inPixels(clip, { x: crop.x + crop.width / 2, y: crop.y + crop.height / 2 }),
  );
  const scales = onTimeline(clip, frames, (frame) => {
    const percent = printScale(100 * placementOf(plan, frame).scale, 3);
    return [percent, percent, '100'];
  });
  const position = { frame: anchors[0]!.frame, values: [decimal(shown.width / 2), decimal(shown.height / 2), '0'] };
  return keyframeText(clip, [
    ['Anchor Point', 'X pixels\tY pixels\tZ pixels', anchors],
    ['Position', 'X pixels\tY pixels\tZ pixels', [position]],
    ['Scale', 'X percent\tY percent\tZ percent', changes(scales)],
  ]);
}

/** Frames are counted from the clip's first; where two fall on one frame of a constant-rate timeline, the first counts. */
function onTimeline<F extends { readonly pts: number }>(
  clip: ClipRecord,
  frames: readonly F[],
  valuesOf: (frame: F) => readonly string[] | undefined,
): Key[] {
  const clock = new ClipClock(clip);
  const keys: Key[] = [];
  for (const frame of frames) {
    const values = valuesOf(frame);
    const at = clock.frameAt(frame.pts);
    if (values !== undefined && at !== keys.at(-1)?.frame) keys.push({ frame: at, values });
  }
  return keys;
}

/** Keeps the keys before and behind each change of the values: After Effects moves straight from key to key. */
function changes(keys: readonly Key[]): Key[] {
  const same = (a: Key, b: Key | undefined) => String(a.values) === String(b?.values);
  return keys.filter((key, i) => !same(key, keys[i - 1]) || (i < keys.length - 1 && !same(key, keys[i + 1])));
}

function inPixels({ width, height }: ClipRecord, { x, y }: Point): string[] {
  return [decimal(x * width), decimal(y * height), '0'];
}

function keyframeText(
  clip: ClipRecord,
  properties: readonly (readonly [name: string, units: string, keys: readonly Key[]])[],
): string {
  const aspect = decimal(clip.sampleAspect.num / clip.sampleAspect.den);
  const lines = [
    'Adobe After Effects 8.0 Keyframe Data',
    '',
    `\tUnits Per Second\t${decimal(clip.rate.num / clip.rate.den)}`,
    `\tSource Width\t${clip.width}`,
    `\tSource Height\t${clip.height}`,
    `\tSource Pixel Aspect Ratio\t${aspect}`,
    `\tComp Pixel Aspect Ratio\t${aspect}`,
    '',
    ...properties.flatMap(([name, units, keys]) => [
      `Transform\t${name}`,
      `\tFrame\t${units}\t`,
      ...keys.map(({ frame, values }) => `\t${frame}\t${values.join('\t')}\t`),
      '',
    ]),
    'End of Keyframe Data',
  ];
  return `${lines.join('\n')}\n`;
}

function decimal(value: number): string {
  return String(Number(value.toFixed(3)));
}
