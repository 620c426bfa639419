import type { ShotRecord } from '../../analysis/record/analysis.js';
import type { ClipAnalyzer } from '../../analysis/shots/clip-analyzer.js';
import { type DisplayedPicture, displaySize } from '../../core/display-size.js';
import { fitWithin } from '../../core/fit-within.js';
import type { FrameSize } from '../../core/frame.js';
import { toDataUri } from '../../images/data-uri.js';

/** The size of a small picture of a clip, with square pixels. */
export function pictureSize(picture: DisplayedPicture, longSide: number): FrameSize {
  return fitWithin(displaySize(picture), longSide);
}

/** Small pictures of the best stills of a clip's shots, for its analysis. */
export class ShotThumbnails {
  readonly #size: FrameSize;
  readonly #addresses: string[] = [];

  constructor(info: DisplayedPicture) {
    this.#size = pictureSize(info, 160);
  }

  /** Takes those of the shots that have ended. */
  async collect(analyzer: ClipAnalyzer): Promise<void> {
    for (const { picture } of analyzer.takeSnapshots()) this.#addresses.push(await toDataUri(picture, this.#size));
  }

  /** The shots with their thumbnails; as they are where none were collected. */
  addTo(shots: readonly ShotRecord[]): readonly ShotRecord[] {
    if (this.#addresses.length === 0) return shots;
    return shots.map((shot, i) => ({ ...shot, thumbnail: this.#addresses[i]! }));
  }
}
