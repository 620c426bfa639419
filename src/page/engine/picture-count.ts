import type { VideoSample } from 'mediabunny';
import type { ShownPicture } from './clip-source.js';

/** Counts the pictures that are handed out and closed: each holds megabytes that no garbage collector counts. */
export class PictureCount {
  opened = 0;
  closed = 0;

  /** Hands out a decoded picture. */
  open(index: number, sample: VideoSample): ShownPicture {
    this.opened++;
    return { index, sample };
  }

  /** Closes one; called once for each. */
  close({ sample }: ShownPicture): void {
    sample.close();
    this.closed++;
  }
}
