import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
import { readColor } from '../core/color-names.js';
import { type CropSize, commandTimes, cropMoves, cropSizes, shownWhile } from './crop-sizes.js';
import { type ChromaSteps, subPixelCrop } from './sub-pixel.js';
import { twoUpFilter, twoUpSizes } from './two-up-filter.js';

/** FFmpeg's part of a reframing: a filter graph, and the files of commands that it reads. */
export interface CropFilter {
  /** Takes the stream `input`, gives the stream `output`. */
  readonly graph: string;
  readonly commandFiles: readonly { readonly path: string; readonly text: string }[];
}

/** Names the input, the files and the clock of a filter graph. */
export interface CropFilterOptions {
  /** Path and stem of the command files: the graph names them `<prefix>0.txt`, `<prefix>1.txt`, … */
  readonly commandPrefix: string;
  /** Label of the video that comes in. Default `[0:V:0]`. */
  readonly input?: string;
  /** Label of the video that goes out. Default `[reframed]`. */
  readonly output?: string;
  /** Seconds that the graph's clock is behind the clip's timestamps: 0 with `-copyts`, else the clip's start time. */
  readonly timeOffset?: number;
  /** The planar YCbCr pixels of the video that comes in. Without them, crops move in whole pixels, and colors are those of BT.601. */
  readonly pixels?: CropPixels | undefined;
}

/** Pixels of a video of limited range. */
export interface CropPixels {
  /** FFmpeg's name of the format. */
  readonly format: string;
  readonly chroma: ChromaSteps;
  /** Between RGB and YCbCr, for the color of bars. */
  readonly matrix: 'bt601' | 'bt709';
  /** True where the build of FFmpeg can move crops by fractions of a pixel. */
  readonly fractions: boolean;
}

/** A part of the graph that shows some of the frames. */
interface Branch {
  readonly chain: string;
  readonly file: { readonly path: string; readonly text: string };
  readonly shown: string;
}

/**
 * Makes the filter graph that renders a plan at `plan.output`.
 *
 * A crop moves by commands (`x` and `y` may change, its size may not), so that every size of crop is a branch of its
 * own, scaled and padded to the output and laid over the others while its shots last.
 */
export function cropFilter(plan: ReframePlan, options: CropFilterOptions): CropFilter {
  const { commandPrefix, input: source = '[0:V:0]', output = '[reframed]', timeOffset = 0, pixels } = options;
  const at = commandTimes(plan, timeOffset);
  const [one, two] = [cropSizes(plan), twoUpSizes(plan)];
  const alone = one.length + two.length === 1;
  const pathOf = (i: number) => `${commandPrefix}${i}.txt`;
  const branches = [
    ...one.map((size, i) =>
      cropBranch(plan, size, { id: i, name: alone ? 'crop' : `crop@size${i}`, path: pathOf(i), at, pixels }),
    ),
    ...two.map((size, n): Branch => {
      const path = pathOf(one.length + n);
      const { chain, text } = twoUpFilter(plan, size, String(one.length + n), at, escapeFilterValue(path));
      return { chain, file: { path, text }, shown: shownWhile(plan, size, at) };
    }),
  ];
  const input = pixels === undefined ? source : `${source}format=${pixels.format},`;
  const commandFiles = branches.map(({ file }) => file);
  if (alone) return { graph: `${input}${branches[0]!.chain}${output}`, commandFiles };

  const split = `${input}split=${branches.length}${branches.map((_, i) => `[in${i}]`).join('')}`;
  const chains = branches.map(({ chain }, i) => `[in${i}]${chain}[size${i}]`);
  const overlays = branches.slice(1).map(({ shown }, i) => {
    const below = i === 0 ? '[size0]' : `[over${i}]`;
    const result = i === branches.length - 2 ? output : `[over${i + 1}]`;
    return `${below}[size${i + 1}]overlay=${pixels === undefined ? '' : 'format=auto:'}enable='${shown}'${result}`;
  });
  return { graph: [split, ...chains, ...overlays].join(';'), commandFiles };
}

/** Makes the branch of one size of crop. */
function cropBranch(
  plan: ReframePlan,
  size: CropSize,
  {
    id,
    name,
    path,
    at,
    pixels,
  }: {
    id: number;
    name: string;
    path: string;
    at: (position: number) => string;
    pixels: CropPixels | undefined;
  },
): Branch {
  const scaled = size.picture.width !== plan.clip.width || size.picture.height !== plan.clip.height;
  const scale = scaled ? `scale=w=${size.picture.width}:h=${size.picture.height}:flags=bicubic,` : '';
  const commands = `${scale}sendcmd=f=${escapeFilterValue(path)}`;
  const smooth = pixels?.fractions ? subPixelCrop(plan, size, pixels.chroma, String(id), at) : undefined;
  const moves = cropMoves(plan, size);
  const { x, y } = moves[0]!;
  const crop = smooth?.filters ?? `${name}=w=${size.width}:h=${size.height}:x=${x}:y=${y}:exact=1`;
  const fits = size.width === plan.output.width && size.height === plan.output.height;
  const steps = moves.map((to) => `${at(to.position)} ${name} x ${to.x}, ${name} y ${to.y};\n`);
  return {
    chain: fits ? `${commands},${crop}` : `${commands},${crop},${fitInto(plan, id, pixels)}`,
    file: { path, text: smooth?.text ?? steps.join('') },
    shown: shownWhile(plan, size, at),
  };
}

/** Fits a wider crop into the output between bars, which show a color, or what is shown, out of focus. */
function fitInto({ output: { width, height }, fill }: ReframePlan, branch: number, pixels?: CropPixels): string {
  const fitted = `scale=w=${width}:h=${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  const rgb = fill === 'blur' ? undefined : (readColor(fill) ?? [0, 0, 0]);
  if (rgb !== undefined && pixels === undefined) {
    const color = rgb.map((level) => level.toString(16).padStart(2, '0')).join('');
    return `${fitted},pad=w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2:color=0x${color}`;
  }
  const [crisp, soft, behind, before] = ['crisp', 'soft', 'behind', 'before'].map((name) => `[${name}${branch}]`);
  const sigma = (Math.max(width, height) / 40).toFixed(1);
  const cover = `scale=w=${width}:h=${height}:force_original_aspect_ratio=increase,crop=w=${width}:h=${height}`;
  const background =
    rgb === undefined || pixels === undefined
      ? `${cover},gblur=sigma=${sigma}`
      : `scale=w=${width}:h=${height}:flags=neighbor,${flatColor(rgb, pixels.matrix)}`;
  const format = pixels === undefined ? '' : ':format=auto';
  return `split${crisp}${soft};${soft}${background}${behind};${crisp}${fitted}${before};${behind}${before}overlay=x=(W-w)/2:y=(H-h)/2${format}`;
}

/** Makes all of a picture one color: the filters that draw do not ask for its matrix. */
function flatColor([red = 0, green = 0, blue = 0]: readonly number[], matrix: CropPixels['matrix']): string {
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const luma = (kr * red + (1 - kr - kb) * green + kb * blue) / 255;
  const level = (value: number) => `minval+(maxval-minval)*${value.toFixed(6)}`;
  const [u, v] = [(blue / 255 - luma) / (2 - 2 * kb), (red / 255 - luma) / (2 - 2 * kr)];
  return `lutyuv=y=${level(luma)}:u=${level(0.5 + u)}:v=${level(0.5 + v)}`;
}

/** Escapes a value inside a filter graph: special characters of the option and of the graph are both escaped. */
function escapeFilterValue(text: string): string {
  return text.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],; ]/g, '\\$&');
}
