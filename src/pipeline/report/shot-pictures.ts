import type { ShotRecord } from '../../analysis/record/analysis.js';
import type { RgbPicture } from '../../core/picture.js';
import type { ShotPictures } from '../../report/shot-card.js';
import { packLevels, type StillPainter } from './still-painter.js';

/** Characters that all pictures of the shots may take together. */
const budget = 3_500_000;

/**
 * The pictures of the shots of a clip. The map of each shot's best still is kept while the clip is mapped, since mapping
 * it again takes long; its picture is decoded again at the end.
 */
export class ShotSheet {
  readonly #painter: StillPainter;
  readonly #maps: Uint8Array[] = [];
  readonly #pictures: ShotPictures[] = [];

  constructor(painter: StillPainter) {
    this.#painter = painter;
  }

  /** Keeps the map of the next shot, as 8-bit gray levels. */
  keep(levels: Uint8Array): void {
    this.#maps.push(packLevels(levels));
  }

  /** Draws the next shot, whose map was kept. */
  async draw(picture: RgbPicture): Promise<void> {
    this.#pictures.push(await this.#painter.paint(picture, this.#maps[this.#pictures.length]!));
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
