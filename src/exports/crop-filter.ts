import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
import { readColor } from '../core/color-names.js';
import { commandTimes, cropMoves, cropSizes, shownWhile } from './crop-sizes.js';

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
}

/**
 * Makes the filter graph that renders a plan at `plan.output`.
 *
 * A crop moves by commands (`x` and `y` may change, its size may not), so that every size of crop is a branch of its
 * own, scaled and padded to the output and laid over the others while its shots last.
 */
export function cropFilter(plan: ReframePlan, options: CropFilterOptions): CropFilter {
  const { commandPrefix, input = '[0:V:0]', output = '[reframed]', timeOffset = 0 } = options;
  const at = commandTimes(plan, timeOffset);
  const branches = cropSizes(plan).map((size, i) => {
    const moves = cropMoves(plan, size);
    const path = `${commandPrefix}${i}.txt`;
    const { x, y } = moves[0]!;
    const scaled = size.picture.width !== plan.clip.width || size.picture.height !== plan.clip.height;
    const scale = scaled ? `scale=w=${size.picture.width}:h=${size.picture.height}:flags=bicubic,` : '';
    const move = `${scale}sendcmd=f=${escapeFilterValue(path)},crop=w=${size.width}:h=${size.height}:x=${x}:y=${y}:exact=1`;
    const fits = size.width === plan.output.width && size.height === plan.output.height;
    return {
      chain: fits ? move : `${move},${fitInto(plan, i)}`,
      file: { path, text: moves.map((to) => `${at(to.position)} crop x ${to.x}, crop y ${to.y};\n`).join('') },
      shown: shownWhile(plan, size, at),
    };
  });
  const commandFiles = branches.map(({ file }) => file);
  if (branches.length === 1) return { graph: `${input}${branches[0]!.chain}${output}`, commandFiles };

  const split = `${input}split=${branches.length}${branches.map((_, i) => `[in${i}]`).join('')}`;
  const chains = branches.map(({ chain }, i) => `[in${i}]${chain}[size${i}]`);
  const overlays = branches.slice(1).map(({ shown }, i) => {
    const below = i === 0 ? '[size0]' : `[over${i}]`;
    const result = i === branches.length - 2 ? output : `[over${i + 1}]`;
    return `${below}[size${i + 1}]overlay=enable='${shown}'${result}`;
  });
  return { graph: [split, ...chains, ...overlays].join(';'), commandFiles };
}

/** Fits a wider crop into the output between bars, which show a color, or what is shown, out of focus. */
function fitInto({ output: { width, height }, fill }: ReframePlan, branch: number): string {
  const fitted = `scale=w=${width}:h=${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  if (fill !== 'blur') {
    const color = (readColor(fill) ?? [0, 0, 0]).map((level) => level.toString(16).padStart(2, '0')).join('');
    return `${fitted},pad=w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2:color=0x${color}`;
  }
  const [crisp, soft, behind, before] = ['crisp', 'soft', 'behind', 'before'].map((name) => `[${name}${branch}]`);
  const sigma = (Math.max(width, height) / 40).toFixed(1);
  const cover = `scale=w=${width}:h=${height}:force_original_aspect_ratio=increase,crop=w=${width}:h=${height}`;
  return `split${crisp}${soft};${soft}${cover},gblur=sigma=${sigma}${behind};${crisp}${fitted}${before};${behind}${before}overlay=x=(W-w)/2:y=(H-h)/2`;
}

/** Escapes a value inside a filter graph: special characters of the option and of the graph are both escaped. */
function escapeFilterValue(text: string): string {
  return text.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],; ]/g, '\\$&');
}
