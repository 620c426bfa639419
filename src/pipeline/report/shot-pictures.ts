import type { ShotRecord } from '../../analysis/record/analysis.js';
import type { StillSnapshot } from '../../analysis/shots/stills.js';
import type { DisplayedPicture } from '../../core/display-size.js';
import type { FrameSize } from '../../core/frame.js';
import { toDataUri } from '../../images/data-uri.js';
import { HeatmapComposite } from '../../render/heatmap-composite.js';
import type { ShotPictures } from '../../report/report.js';
import { pictureSize } from '../analyze/shot-thumbnails.js';

/** Long side of the pictures of a report, in pixels. */
const longSide = 320;
/** Characters that all pictures of a report may take together. */
const budget = 3_500_000;

/** The pictures of the shots of a clip, made as the shots end. */
export class ShotSheet {
  readonly #display: FrameSize;
  readonly #pictures: ShotPictures[] = [];
  #composite: HeatmapComposite | undefined;

  constructor(info: DisplayedPicture) {
    this.#display = pictureSize(info, longSide);
  }

  /** Adds the next shot. */
  async add({ picture, map }: StillSnapshot): Promise<void> {
    this.#composite ??= new HeatmapComposite(picture);
    const heat = { ...picture, data: this.#composite.paint(picture.data, map.data) };
    this.#pictures.push({
      picture: await toDataUri(picture, this.#display),
      heatmap: await toDataUri(heat, this.#display),
    });
  }

  /** An entry a shot; where all together are too large for a page, the shortest shots go without. */
  finish(shots: readonly ShotRecord[]): readonly ShotPictures[] {
    const longestFirst = shots.map((_, i) => i).sort((a, b) => shots[b]!.duration - shots[a]!.duration);
    const kept = new Set<number>();
    let used = 0;
    for (const i of longestFirst) {
      const { picture = '', heatmap = '' } = this.#pictures[i]!;
      used += picture.length + heatmap.length;
      if (used > budget) break;
      kept.add(i);
    }
    return this.#pictures.map((pictures, i) => (kept.has(i) ? pictures : {}));
  }
}
