import type { ShotRecord } from '../../analysis/record/analysis.js';
import type { ClipAnalyzer } from '../../analysis/shots/clip-analyzer.js';
import { analysisSize } from '../../core/analysis-size.js';
import type { FrameSize } from '../../core/frame.js';
import type { StreamInfo } from '../../core/stream.js';
import { toDataUri } from '../../images/data-uri.js';

/** The size of a small picture of a clip, with square pixels. */
export function pictureSize(
  { width, height, sampleAspect }: Pick<StreamInfo, 'width' | 'height' | 'sampleAspect'>,
  longSide: number,
): FrameSize {
  return analysisSize({ width: (width * sampleAspect.num) / sampleAspect.den, height }, longSide);
}

/** Small pictures of the best stills of a clip's shots, for its analysis. */
export class ShotThumbnails {
  readonly #size: FrameSize;
  readonly #addresses: string[] = [];

  constructor(info: Pick<StreamInfo, 'width' | 'height' | 'sampleAspect'>) {
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
