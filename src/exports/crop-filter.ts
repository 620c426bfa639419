import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
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
    const move = `sendcmd=f=${escapeFilterValue(path)},crop=w=${size.width}:h=${size.height}:x=${x}:y=${y}:exact=1`;
    const fits = size.width === plan.output.width && size.height === plan.output.height;
    return {
      chain: fits ? move : `${move},${fitInto(plan.output)}`,
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

function fitInto({ width, height }: { readonly width: number; readonly height: number }): string {
  const scale = `scale=w=${width}:h=${height}:force_original_aspect_ratio=decrease`;
  return `${scale},pad=w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2`;
}

/** Escapes a value inside a filter graph: special characters of the option and of the graph are both escaped. */
function escapeFilterValue(text: string): string {
  return text.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],; ]/g, '\\$&');
}
