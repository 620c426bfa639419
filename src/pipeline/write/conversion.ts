import type { PartialInputError } from '../../core/errors.js';
import { type OptionInput, optionTable } from '../../core/options.js';
import { encodingOptions } from '../../video/encode/encoding-options.js';
import { analysisFileOptions } from '../analyze/analysis-target.js';
import { passOptions } from './pass-options.js';

/** How far a clip has come. */
export interface Progress {
  /** Frames done. */
  readonly frames: number;
  /** Position of the last frame, in seconds from where the work starts. */
  readonly seconds: number;
  /** Length of the work in seconds; undefined where the file does not say. */
  readonly totalSeconds: number | undefined;
}

/** How videos of a clip are written. */
export const outputOptions = optionTable({
  encoding: {
    type: 'group',
    options: encodingOptions,
    summary: 'how the output is encoded; what is left out follows the container',
  },
  ...passOptions,
  analysis: {
    type: 'file',
    options: analysisFileOptions,
    summary: 'write an analysis too (.json, .ndjson or .csv), in the same pass',
  },
  /** `commands` of the result tells what would be run. */
  dryRun: { type: 'boolean', default: false, summary: 'print the FFmpeg command lines and do nothing' },
});

/** What every function that writes videos of a clip takes. */
export interface OutputOptions extends OptionInput<typeof outputOptions> {
  /** Called after each frame. */
  readonly onProgress?: (progress: Progress) => void;
}

/** What was written. */
export interface ConvertResult {
  /** Frames that were mapped, and so written to each output. */
  readonly frames: number;
  readonly outputs: readonly string[];
  /** The programs that were run, each with its arguments: the decoder, then an encoder an output. */
  readonly commands: readonly (readonly string[])[];
  readonly warnings: readonly string[];
  /** Set where the clip ended early or is damaged: the outputs hold what could be decoded. */
  readonly damage: PartialInputError | undefined;
  /** What was taken up of an earlier run; undefined where `resume` was not asked for. */
  readonly resumed?: ResumedWork | undefined;
}

/** Tells how much of a clip was done by an earlier run that was interrupted. */
export interface ResumedWork {
  /** The folder that held the finished segments. */
  readonly folder: string;
  /** Segments that were taken up, of all that the clip has. */
  readonly taken: number;
  readonly segments: number;
}
