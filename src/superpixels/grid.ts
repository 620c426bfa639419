import type { FrameSize } from '../core/frame.js';

/** Arranges superpixels in a picture before they follow what it shows. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** Gives the most superpixels that come of a wish for so many: those of a grid of nearly square cells. */
export function maxSuperpixels(wish: number): number {
  return Math.ceil(wish + Math.sqrt(wish)) + 1;
}

/** Gives the grid of nearly square cells that comes nearest to so many superpixels; no cell is smaller than a pixel. */
export function gridOf({ width, height }: FrameSize, superpixels: number): Grid {
  const wish = Math.min(superpixels, width * height);
  const side = Math.sqrt((width * height) / wish);
  const [short, long] = width < height ? [width, height] : [height, width];
  const across = Math.max(1, Math.min(short, Math.round(short / side)));
  const most = Math.min(long, Math.floor(maxSuperpixels(wish) / across));
  const along = Math.max(1, Math.min(most, Math.round(long / side)));
  return width < height ? { columns: across, rows: along } : { columns: along, rows: across };
}
