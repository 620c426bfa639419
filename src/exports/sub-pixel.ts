import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
import { type CropSize, offsetOf } from './crop-sizes.js';

/** Pixels around a crop that the filter looks at. */
const MARGIN = 8;
/** A crop moves in steps of this part of a pixel. */
const PARTS = 16;
/** A path that stays within this many pixels for so many frames rests: there it is moved to a whole pixel. */
const STILL = 0.05;
const STILL_FRAMES = 12;
/** Taps of the filter, and the sum of their weights. */
const TAPS = 5;
const UNIT = 4096;

/** Pixels of luma for one of chroma, along each axis. */
export interface ChromaSteps {
  readonly x: 1 | 2;
  readonly y: 1 | 2;
}

/** A crop that moves by fractions of a pixel. */
export interface SubPixelCrop {
  /** Filters to be run after the commands. */
  readonly filters: string;
  /** Commands, a line a change. */
  readonly text: string;
}

/**
 * Makes a crop that moves in sixteenths of a pixel along one axis: a crop in whole pixels with a margin, a filter that shifts by the
 * rest (cubic, Catmull and Rom), and a crop of the margin. Chroma is shifted by as much. A crop at rest lies on a whole
 * pixel and is not filtered.
 *
 * @param id - makes the names of the filters differ from those of other crops of the graph.
 * @param at - tells the time of a frame of the plan.
 * @returns undefined where the crop stays on whole pixels, or moves along both axes.
 */
export function subPixelCrop(
  plan: ReframePlan,
  size: CropSize,
  chroma: ChromaSteps,
  id: string,
  at: (position: number) => string,
): SubPixelCrop | undefined {
  const offsets = size.frames.map((frame) => offsetOf(frame, size));
  const moves = (axis: 'x' | 'y') => offsets.some((offset) => Math.abs(offset[axis] - offsets[0]![axis]) > STILL);
  const axis = moves('x') ? 'x' : 'y';
  if (moves('x') === moves('y')) return undefined;
  const [length, other, side] =
    axis === 'x' ? [size.width, 'y' as const, size.picture.width] : [size.height, 'x' as const, size.picture.height];
  const step = chroma[axis];
  const outer = Math.min(side, length + 2 * MARGIN);
  const lastOuter = step * Math.floor((side - outer) / step);
  const rest = chroma[other] * Math.round(offsets[0]![other] / chroma[other]);
  const positions = new Map(plan.frames.map((frame, i) => [frame, i]));
  const [before, shift, after] = ['before', 'shift', 'after'].map((name) => `${name}${id}`);
  const lines: string[] = [];
  const path = restedPath(size, axis);
  let last = '';
  let first = { outer: 0, inner: 0 };
  size.frames.forEach((frame, i) => {
    const exact = Math.min(side - length, path[i]!);
    const base = Math.min(step * Math.floor((side - length) / step), step * Math.round(exact / step));
    const part = Math.round((exact - base) * PARTS) / PARTS;
    const from = Math.min(lastOuter, Math.max(0, base - MARGIN));
    const crops = `crop@${before} ${axis} ${from}, crop@${after} ${axis} ${base - from}`;
    const [luma, color] = [taps(part), taps(part / step)];
    const filter = `convolution@${shift} 0m '${luma}', convolution@${shift} 1m '${color}', convolution@${shift} 2m '${color}'`;
    const text = `${crops}, ${filter}, convolution@${shift} enable ${part === 0 ? 0 : 1}`;
    if (text === last) return;
    if (lines.length === 0) first = { outer: from, inner: base - from };
    lines.push(`${at(positions.get(frame)!)} ${text};\n`);
    last = text;
  });
  const cropOf = (name: string, along: number, from: number, across: number) => {
    const [w, h] = axis === 'x' ? [along, size.height] : [size.width, along];
    const [x, y] = axis === 'x' ? [from, across] : [across, from];
    return `crop@${name}=w=${w}:h=${h}:x=${x}:y=${y}:exact=1`;
  };
  const mode = axis === 'x' ? 'row' : 'column';
  const planes = [0, 1, 2].map((plane) => `${plane}mode=${mode}:${plane}m='${taps(0)}'`).join(':');
  return {
    filters: `${cropOf(before!, outer, first.outer, rest)},convolution@${shift}=${planes}:enable=0,${cropOf(after!, length, first.inner, 0)}`,
    text: lines.join(''),
  };
}

/** Gives the exact path in pixels, moved a little so that it rests on whole pixels. */
function restedPath(size: CropSize, axis: 'x' | 'y'): Float64Array {
  const path = Float64Array.from(size.frames, (frame) => offsetOf(frame, size)[axis]);
  const off = new Float64Array(path.length);
  for (let start = 0; start < path.length; ) {
    // A cut parts what comes before from what comes after.
    let end = start + 1;
    while (end < path.length && size.frames[end]!.shot === size.frames[start]!.shot) end++;
    restShot(path, off, start, end);
    start = end;
  }
  return path.map((value, i) => Math.max(0, value + off[i]!));
}

/** Fills in how far the frames of one shot are moved: at rests to a whole pixel, between them what leads from one to the next. */
function restShot(path: Float64Array, off: Float64Array, start: number, end: number): void {
  let known = -1;
  for (let from = start; from < end; ) {
    let [to, low, high] = [from + 1, path[from]!, path[from]!];
    while (to < end && Math.max(high, path[to]!) - Math.min(low, path[to]!) <= STILL) {
      low = Math.min(low, path[to]!);
      high = Math.max(high, path[to]!);
      to++;
    }
    if (to - from < Math.min(STILL_FRAMES, end - start)) {
      from++;
      continue;
    }
    const whole = Math.round((low + high) / 2);
    for (let i = from; i < to; i++) off[i] = whole - path[i]!;
    const before = known < 0 ? off[from]! : off[known]!;
    const first = known < 0 ? start : known + 1;
    for (let i = first; i < from; i++)
      off[i] = known < 0 ? before : before + ((off[from]! - before) * (i - known)) / (from - known);
    known = to - 1;
    from = to;
  }
  for (let i = known + 1; known >= 0 && i < end; i++) off[i] = off[known]!;
}

/** Gives the weights of the pixels around one that show what lies `part` pixels further: cubic, in units of 1/4096. */
function taps(part: number): string {
  const whole = Math.floor(part);
  const t = part - whole;
  const weights = [
    (-t + 2 * t ** 2 - t ** 3) / 2,
    (2 - 5 * t ** 2 + 3 * t ** 3) / 2,
    (t + 4 * t ** 2 - 3 * t ** 3) / 2,
    (-(t ** 2) + t ** 3) / 2,
  ];
  const row = new Array<number>(TAPS).fill(0);
  weights.forEach((weight, i) => {
    const place = whole + i - 1 + (TAPS - 1) / 2;
    if (weight !== 0) row[place] = Math.round(UNIT * weight);
  });
  return row.join(' ');
}
