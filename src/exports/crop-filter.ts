import { type CropFrame, evenSide, type ReframePlan } from '../analysis/reframe.js';

/** FFmpeg's part of a reframing: a filter graph, and the files of commands that it reads. */
export interface CropFilter {
  /** Takes the stream `input`, gives the stream `output`: `plan.output` in size. */
  readonly graph: string;
  /** One file of `sendcmd` commands for each size of crop. */
  readonly commandFiles: readonly { readonly path: string; readonly text: string }[];
}

/** Where a filter graph finds its input, its files and its clock. */
export interface CropFilterOptions {
  /** Where the command files will be: the graph names them `<prefix>0.txt`, `<prefix>1.txt`, … */
  readonly commandPrefix: string;
  /** Label of the video that comes in. Default `[0:V:0]`. */
  readonly input?: string;
  /** Label of the video that goes out. Default `[reframed]`. */
  readonly output?: string;
  /** Seconds that the graph's clock is behind the clip's timestamps: 0 with `-copyts`, else the clip's start time. */
  readonly timeOffset?: number;
}

/** Pixels by which a crop may be off before it moves. */
const STICKY = 0.75;

interface CropSize {
  readonly width: number;
  readonly height: number;
  readonly frames: CropFrame[];
}

/**
 * The filter graph that renders a plan.
 *
 * A crop moves by commands (`x` and `y` may change, its size may not), so that every size of crop is a branch of its
 * own, scaled and padded to the output and laid over the others while its shots last. Commands fire half a frame
 * early: rounding can then not move them past their frame.
 */
export function cropFilter(plan: ReframePlan, options: CropFilterOptions): CropFilter {
  const { commandPrefix, input = '[0:V:0]', output = '[reframed]', timeOffset = 0 } = options;
  const sizes = cropSizes(plan);
  const offsetOf = clockOf(plan, timeOffset);
  const branches = sizes.map((size, i) => {
    const [first] = size.frames;
    const { x, y } = corner(plan, first!, size);
    const path = `${commandPrefix}${i}.txt`;
    const move = `sendcmd=f=${escapeFilterValue(path)},crop=w=${size.width}:h=${size.height}:x=${Math.round(x)}:y=${Math.round(y)}:exact=1`;
    const fits = size.width === plan.output.width && size.height === plan.output.height;
    return {
      chain: fits ? move : `${move},${fitInto(plan.output)}`,
      commands: { path, text: cropCommands(plan, size, offsetOf) },
      enabled: spans(plan, size, offsetOf),
    };
  });
  const commandFiles = branches.map(({ commands }) => commands);
  if (branches.length === 1) return { graph: `${input}${branches[0]!.chain}${output}`, commandFiles };

  const split = `${input}split=${branches.length}${branches.map((_, i) => `[in${i}]`).join('')}`;
  const chains = branches.map(({ chain }, i) => `[in${i}]${chain}[size${i}]`);
  const overlays = branches.slice(1).map(({ enabled }, i) => {
    const below = i === 0 ? '[size0]' : `[over${i}]`;
    const result = i === branches.length - 2 ? output : `[over${i + 1}]`;
    return `${below}[size${i + 1}]overlay=enable='${enabled}'${result}`;
  });
  return { graph: [split, ...chains, ...overlays].join(';'), commandFiles };
}

function cropSizes(plan: ReframePlan): CropSize[] {
  const sizes = new Map<string, CropSize>();
  for (const frame of plan.frames) {
    const { width, height } = pixelSize(plan, frame);
    const key = `${width}x${height}`;
    if (!sizes.has(key)) sizes.set(key, { width, height, frames: [] });
    sizes.get(key)!.frames.push(frame);
  }
  // What fills the output comes first: the others are laid over it.
  return [...sizes.values()].sort((a, b) => a.width - b.width || a.height - b.height);
}

/** Even sizes: chroma is subsampled. The unpadded crop has exactly the size of the output. */
function pixelSize({ clip }: ReframePlan, { crop }: CropFrame) {
  return { width: evenSide(crop.width, clip.width), height: evenSide(crop.height, clip.height) };
}

/** Top left corner of a crop in pixels, not rounded. */
function corner({ clip }: ReframePlan, { crop }: CropFrame, { width, height }: CropSize) {
  const within = (share: number, length: number, side: number) => Math.min(side - length, Math.max(0, share * side));
  return { x: within(crop.x, width, clip.width), y: within(crop.y, height, clip.height) };
}

/**
 * One line for each frame at which the crop moves. Whole pixels change only when the crop is clearly nearer to
 * another: a path at rest between two pixels does not flicker.
 */
function cropCommands(plan: ReframePlan, size: CropSize, at: (position: number) => string): string {
  const position = new Map(plan.frames.map((frame, i) => [frame, i]));
  const nearest = (exact: number, last: number) => (Math.abs(exact - last) <= STICKY ? last : Math.round(exact));
  let [x, y, text] = [Number.NaN, Number.NaN, ''];
  for (const frame of size.frames) {
    const exact = corner(plan, frame, size);
    const next = { x: nearest(exact.x, x), y: nearest(exact.y, y) };
    if (next.x !== x || next.y !== y) text += `${at(position.get(frame)!)} crop x ${next.x}, crop y ${next.y};\n`;
    ({ x, y } = next);
  }
  return text;
}

/** The condition under which a size is shown: between the first frames of its shots and of those that follow. */
function spans(plan: ReframePlan, size: CropSize, at: (position: number) => string): string {
  const own = new Set(size.frames);
  const parts: string[] = [];
  plan.frames.forEach((frame, i) => {
    if (own.has(frame) === (i > 0 && own.has(plan.frames[i - 1]!))) return;
    if (own.has(frame)) parts.push(`gte(t,${at(i)})`);
    else parts[parts.length - 1] += `*lt(t,${at(i)})`;
  });
  return parts.join('+');
}

/** The instant half way between a frame and the one before it, 0 for the first. */
function clockOf({ frames }: ReframePlan, timeOffset: number): (position: number) => string {
  return (position) => {
    if (position === 0) return '0';
    const middle = (frames[position - 1]!.seconds + frames[position]!.seconds) / 2 - timeOffset;
    return String(Number(Math.max(0, middle).toFixed(6)));
  };
}

function fitInto({ width, height }: { readonly width: number; readonly height: number }): string {
  const scale = `scale=w=${width}:h=${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  return `${scale},pad=w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2,setsar=1`;
}

/** A value inside a filter graph: special characters of the option and of the graph are both escaped. */
function escapeFilterValue(text: string): string {
  return text.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],; ]/g, '\\$&');
}
