import type { FrameRecord } from '../../analysis/record/analysis.js';
import type { RgbPicture } from '../../core/picture.js';
import type { ReportStill } from '../../report/report-data.js';
import { packLevels, type StillPainter } from './still-painter.js';

/** Most stills that are spread over a clip. */
const most = 60;
/** Seconds from one to the next, at first. */
const firstStride = 0.25;
/** Characters that they may take together. */
const budget = 1_500_000;

interface KeptMap extends Pick<FrameRecord, 'pts'> {
  /** Number of strides since the first frame. */
  readonly slot: number;
  /** Position of the frame among all. */
  readonly frame: number;
  readonly packed: Uint8Array;
}

/**
 * Stills at even distances over a clip, however long it is: their maps are kept while it is mapped, and each time there are
 * too many, every other one is dropped.
 */
export class SpreadStills {
  readonly #painter: StillPainter;
  #kept: KeptMap[] = [];
  #stride = firstStride;
  #start: number | undefined;
  #next = 0;
  #drawn: ReportStill[] = [];

  constructor(painter: StillPainter) {
    this.#painter = painter;
  }

  /**
   * Offers the next frame.
   *
   * @param levels - copies the 8-bit gray levels of its map, where it is taken.
   */
  offer({ pts, seconds }: Pick<FrameRecord, 'pts' | 'seconds'>, frame: number, levels: () => Uint8Array): void {
    this.#start ??= seconds;
    // Timestamps of containers are rounded to milliseconds.
    const slot = Math.floor((seconds - this.#start + 1e-3) / this.#stride);
    if (slot < this.#next) return;
    this.#kept.push({ pts, slot, frame, packed: packLevels(levels()) });
    this.#next = slot + 1;
    if (this.#kept.length <= most) return;
    this.#kept = this.#kept.flatMap((kept) => (kept.slot % 2 === 0 ? [{ ...kept, slot: kept.slot / 2 }] : []));
    this.#stride *= 2;
    this.#next = Math.floor(slot / 2) + 1;
  }

  /**
   * Gives the timestamps of the stills, rising.
   *
   * @param others - timestamps of pictures that there are anyway.
   */
  wanted(others: readonly number[]): number[] {
    this.#kept = this.#kept.filter(({ pts }) => !others.includes(pts));
    return this.#kept.map(({ pts }) => pts);
  }

  /** Draws the next still of those that were wanted. */
  async draw(picture: RgbPicture): Promise<void> {
    const { frame, packed } = this.#kept[this.#drawn.length]!;
    this.#drawn.push({ frame, ...(await this.#painter.paint(picture, packed)) });
  }

  /** Gives what was drawn, thinned to what a page may weigh. */
  finish(): readonly ReportStill[] {
    const weight = (stills: readonly ReportStill[]) =>
      stills.reduce((sum, { picture, heatmap }) => sum + picture.length + heatmap.length, 0);
    while (weight(this.#drawn) > budget) this.#drawn = everyOther(this.#drawn);
    return this.#drawn;
  }
}

function everyOther<T>(list: readonly T[]): T[] {
  return list.length === 1 ? [] : list.filter((_, i) => i % 2 === 0);
}
