import { deflateSync, inflateSync } from 'node:zlib';
import type { ShotRecord } from '../../analysis/record/analysis.js';
import type { DisplayedPicture } from '../../core/display-size.js';
import type { FrameSize } from '../../core/frame.js';
import type { RgbPicture } from '../../core/picture.js';
import { toDataUri } from '../../images/data-uri.js';
import { HeatmapComposite } from '../../render/heatmap-composite.js';
import type { ShotPictures } from '../../report/report.js';
import { MapLevels } from '../../segments/map-levels.js';
import { pictureSize } from '../analyze/shot-thumbnails.js';

/** Long side of the pictures of a report, in pixels. */
const longSide = 320;
/** Characters that all pictures of a report may take together. */
const budget = 3_500_000;

/**
 * The pictures of the shots of a clip. The map of each shot's best still is kept while the clip is mapped, since mapping
 * it again takes long; its picture is decoded again at the end.
 */
export class ShotSheet {
  readonly #display: FrameSize;
  /** Gray levels, deflated. */
  readonly #maps: Uint8Array[] = [];
  readonly #pictures: ShotPictures[] = [];
  #tools: { readonly composite: HeatmapComposite; readonly levels: MapLevels } | undefined;

  constructor(info: DisplayedPicture) {
    this.#display = pictureSize(info, longSide);
  }

  /** Keeps the map of the next shot, as 8-bit gray levels. */
  keep(levels: Uint8Array): void {
    this.#maps.push(deflateSync(levels, { level: 1 }));
  }

  /** Draws the next shot, whose map was kept. */
  async draw(picture: RgbPicture): Promise<void> {
    this.#tools ??= {
      composite: new HeatmapComposite(picture),
      levels: new MapLevels(picture, 8),
    };
    const { composite, levels } = this.#tools;
    const map = levels.toMap(inflateSync(this.#maps[this.#pictures.length]!));
    this.#pictures.push({
      picture: await toDataUri(picture, this.#display),
      heatmap: await toDataUri({ ...picture, data: composite.paint(picture.data, map.data) }, this.#display),
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
