import type { MeasureRequest } from '../../analysis/measure/frame-measurer.js';
import type { Clip } from '../../clip/clip.js';
import type { Sink } from '../../core/stream.js';
import type { MeasuredMap } from '../../segments/measured-map.js';
import type { EncodingTarget } from '../../video/encode/encoding-target.js';

/** What takes the maps of a clip, and tells afterwards what it ran and what the user should know. */
export interface ClipSink extends Sink<MeasuredMap> {
  /** The programs that were run, each with its arguments; complete once it is finished. */
  readonly commandLines?: readonly (readonly string[])[];
  /** Complete once it is finished. */
  readonly warnings?: readonly string[];
}

/** A sink as it is known before the clip is opened. What it writes is checked by then. */
export interface PlannedSink {
  readonly videos?: readonly EncodingTarget[];
  /** Paths of texts and pictures; `-` for standard output. */
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  /** What it needs to know of each frame. */
  measures(clip: Clip): MeasureRequest;
  /** Opens the sink, or leaves nothing. */
  open(clip: Clip): Promise<ClipSink>;
}
