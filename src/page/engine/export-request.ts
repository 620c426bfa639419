import type { OptionInput, overlayOptions, ReframeOptions } from '../../browser.js';
import type { CropEdits } from './crop-edits.js';

/** Asks for a video made of the clip: the same frames at the same instants. Plain data, which is sent to the worker. */
export interface ExportRequest {
  /** `overlay`: the heatmap over the clip; `saliency`: the maps in gray; `crop`: the clip in another aspect. */
  readonly kind: 'overlay' | 'saliency' | 'crop';
  /** `mp4` has H.264, `webm` VP9. */
  readonly container: 'mp4' | 'webm';
  /** Colors of an overlay; `sideBySide` is left out. */
  readonly overlay?: OptionInput<typeof overlayOptions> | undefined;
  /** Aspect and limits of a crop, and the corrections of a person. */
  readonly reframe?: ReframeOptions | undefined;
  readonly edits?: CropEdits | undefined;
  /** Whether the clip's sound goes with it. Default true. */
  readonly sound?: boolean | undefined;
  /** Bits a second. Default: by the size of the picture. */
  readonly bitrate?: number | undefined;
  /** A file to write to, from `showSaveFilePicker`; without one the video comes back as a `Blob`. */
  readonly target?: FileSystemFileHandle | undefined;
}

/** A video that was made. */
export interface ExportedVideo {
  /** The video; undefined where it was written to a target. */
  readonly blob: Blob | undefined;
  readonly frames: number;
  readonly bytes: number;
  /** Sentences for the user about what is not as it was in the clip: sound that had to be encoded anew or left out. */
  readonly notes: readonly string[];
}
