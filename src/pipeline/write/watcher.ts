import type { Clip } from '../../clip/clip.js';
import type { FrameResult, Sink } from '../../core/stream.js';

/** What looks at the frames and maps of a clip beside the encoders: at the maps as they are, before they are rounded. */
export interface Watcher extends Sink<FrameResult> {
  /** Complete once it is finished. */
  readonly warnings: readonly string[];
}

/** A watcher as it is known before the clip is opened. */
export interface Watch {
  /** Paths of the texts that it writes. */
  readonly outputs: readonly string[];
  open(clip: Clip): Promise<Watcher>;
}
