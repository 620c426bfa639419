import type { MeasureRequest } from '../../analysis/measure/frame-measurer.js';
import type { Clip } from '../../clip/clip.js';
import type { Sink } from '../../core/stream.js';
import type { MeasuredMap } from '../../segments/measured-map.js';
import type { EncodingTarget } from '../../video/encode/encoding-target.js';
import type { FolderOutput } from './check-outputs.js';

/** A clip's sink takes its maps, and tells afterwards what it ran and what the user should know. */
export interface ClipSink extends Sink<MeasuredMap> {
  /** The programs that were run, each with its arguments; complete once it is finished. */
  readonly commandLines?: readonly (readonly string[])[];
  /** Complete once it is finished. */
  readonly warnings?: readonly string[];
}

/** A planned sink is known before the clip is opened; the places that it writes to are checked by then. */
export interface PlannedSink {
  /** The videos that it encodes. */
  readonly videos?: readonly EncodingTarget[];
  /** Paths of texts and pictures; `-` for standard output. */
  readonly files?: readonly string[];
  /** Folders, and the names of the files in them. */
  readonly folders?: readonly FolderOutput[];
  /** Whether it needs to know where eyes rest. Default false. */
  readonly gaze?: boolean;
  /** Tells how each frame has to be measured. */
  measures(clip: Clip): MeasureRequest;
  /** Opens the sink, or leaves nothing. */
  open(clip: Clip): Promise<ClipSink>;
}
