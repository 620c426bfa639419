import type { FrameSize } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import { fromRgb } from './sharp.js';

/**
 * Writes a picture as a `data:` address, scaled to a size, for pages that have to be one file.
 *
 * @param format - WebP is smaller; JPEG is drawn by every program that draws SVG.
 */
export async function toDataUri(
  picture: RgbPicture,
  { width, height }: FrameSize,
  format: 'webp' | 'jpeg' = 'webp',
): Promise<string> {
  const image = await fromRgb(picture);
  const resized = image.resize({ width, height, fit: 'fill' });
  const bytes = await (format === 'webp' ? resized.webp({ quality: 70 }) : resized.jpeg({ quality: 85 })).toBuffer();
  return `data:image/${format};base64,${bytes.toString('base64')}`;
}
