import type { PartialInputError } from '../../core/errors.js';
import { type OptionInput, optionTable } from '../../core/options.js';
import type { encodingOptions } from '../../video/encode/encoding-options.js';
import type { AnalysisFile } from '../analyze/analysis-target.js';

/** How far a clip has come. */
export interface Progress {
  /** Frames done. */
  readonly frames: number;
  /** Position of the last frame, in seconds from where the work starts. */
  readonly seconds: number;
  /** Length of the work in seconds; undefined where the file does not say. */
  readonly totalSeconds: number | undefined;
}

/** How the frames of a clip are gone through when videos of it are written. */
export const outputOptions = optionTable({
  jobs: {
    type: 'number',
    integer: true,
    min: 1,
    max: 64,
    summary: 'segments of the clip that are mapped at a time; the result is the same for any number',
  },
});

/** What every function that writes videos of a clip takes. */
export interface OutputOptions extends OptionInput<typeof outputOptions> {
  /** How the output is encoded; what is left out follows the container. */
  readonly encoding?: OptionInput<typeof encodingOptions>;
  /** Overwrites what exists. Default false. */
  readonly force?: boolean;
  /** Runs nothing and writes nothing: `commands` of the result tells what would be run. Default false. */
  readonly dryRun?: boolean;
  /**
   * Keeps finished segments in the folder `<output>.resume` when the run is interrupted, and starts from those of an
   * earlier run. Default false.
   */
  readonly resume?: boolean;
  /** Writes an analysis in the same pass: its path, or its path and options. */
  readonly analysis?: string | AnalysisFile;
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
}
