import type { Analysis } from '../analysis/record/analysis.js';
import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';
import { OptionError } from '../core/errors.js';
import { reframedKeyframes } from './after-effects.js';
import { cropFilter } from './crop-filter.js';
import { toFcpxml } from './fcpxml.js';
import { toXmeml } from './xmeml.js';

/** A format that a reframing can be exported to. */
export interface ReframeFormat {
  readonly summary: string;
  /** Extension of the file, without the dot. */
  readonly extension: string;
  /**
   * Writes a plan as text.
   *
   * @param analysis - of the same pass: the shots and markers of the edit.
   */
  write(plan: ReframePlan, analysis: Analysis): string;
}

/** All formats of a reframing by name. */
export const reframeFormats = {
  json: { summary: 'the crop of every frame', extension: 'json', write: toJson },
  sendcmd: { summary: 'commands for FFmpeg, and the filter they are for', extension: 'cmd', write: toSendcmd },
  ae: {
    summary: 'After Effects keyframes for the layer of the clip: anchor point, position and scale',
    extension: 'txt',
    write: (plan) => reframedKeyframes(oneCrop(plan)),
  },
  fcpxml: {
    summary: 'FCPXML 1.10 timeline of the new aspect, with keyframes',
    extension: 'fcpxml',
    write: (reframe, analysis) => toFcpxml(analysis, { reframe: oneCrop(reframe) }),
  },
  xmeml: {
    summary: 'Final Cut Pro 7 XML timeline of the new aspect, with keyframes',
    extension: 'xml',
    write: (reframe, analysis) => toXmeml(analysis, { reframe: oneCrop(reframe) }),
  },
} as const satisfies Record<string, ReframeFormat>;

/** Names that `reframeFormats` knows. */
export type ReframeFormatName = keyof typeof reframeFormats;

/** @throws {OptionError} for a plan with frames of two crops, which no editor's format has. */
function oneCrop(plan: ReframePlan): ReframePlan {
  if (plan.frames.every(({ second }) => second === undefined)) return plan;
  throw new OptionError('path: some shots show two crops together, which only .json can tell; use another fill');
}

/** Prints a plan as JSON, one line a frame, shares to six decimals. */
function toJson({ frames, shots, ...head }: ReframePlan): string {
  const round = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(6)) : value;
  const lines = (records: readonly object[]) => records.map((record) => JSON.stringify(record, round)).join(',\n');
  const opening = JSON.stringify(head, round).slice(0, -1);
  return `${opening},\n"frames":[\n${lines(frames)}\n],\n"shots":[\n${lines(shots)}\n]}\n`;
}

/** Gives the filter stands in a comment above the commands. Times count from the first frame. */
function toSendcmd(given: ReframePlan): string {
  const plan = oneCrop(given);
  const { graph, commandFiles } = cropFilter(plan, {
    commandPrefix: 'COMMANDS',
    timeOffset: plan.frames[0]!.seconds,
  });
  if (commandFiles.length > 1)
    throw new OptionError(
      'sendcmd: the size of a crop cannot change, and some shots are padded; use padding "never" or another format',
    );
  const filter = graph.replace('[0:V:0]', '').replace('[reframed]', '').replace('COMMANDS0.txt', 'THIS_FILE');
  return `# ffmpeg -i CLIP -vf '${filter}' OUTPUT\n${commandFiles[0]!.text}`;
}
