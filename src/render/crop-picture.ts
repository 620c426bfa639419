import type { RgbPicture } from '../core/picture.js';
import type { CropArea } from './crop-planes.js';

/** Gives the part of a picture inside a rectangle, which is rounded to whole pixels. */
export function cropPicture({ data, width, height }: RgbPicture, crop: CropArea): RgbPicture {
  const columns = Math.max(1, Math.round(crop.width * width));
  const rows = Math.max(1, Math.round(crop.height * height));
  const left = Math.min(width - columns, Math.max(0, Math.round(crop.x * width)));
  const top = Math.min(height - rows, Math.max(0, Math.round(crop.y * height)));
  const out = new Uint8Array(3 * columns * rows);
  for (let y = 0; y < rows; y++) {
    const start = 3 * ((top + y) * width + left);
    out.set(data.subarray(start, start + 3 * columns), 3 * y * columns);
  }
  return { width: columns, height: rows, data: out };
}
