import type { FrameSize } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';

/**
 * Puts pictures of one size next to each other, from left to right, with white gaps between them.
 *
 * @param pictures - rgb24 of the given size.
 * @param gap - pixels between two pictures.
 */
export function pictureRow(pictures: readonly Uint8Array[], size: FrameSize, gap: number): RgbPicture {
  const { width, height } = size;
  const rowWidth = pictures.length * (width + gap) - gap;
  const data = new Uint8Array(3 * rowWidth * height).fill(255);
  pictures.forEach((picture, index) => {
    for (let y = 0; y < height; y++) {
      const row = picture.subarray(3 * y * width, 3 * (y + 1) * width);
      data.set(row, 3 * (y * rowWidth + index * (width + gap)));
    }
  });
  return { width: rowWidth, height, data };
}
