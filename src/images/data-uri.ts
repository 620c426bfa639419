import type { FrameSize } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import { fromRgb } from './sharp.js';

/** Writes a picture as a `data:` address, scaled to a size: WebP, for pages that have to be one file. */
export async function toDataUri(picture: RgbPicture, { width, height }: FrameSize, quality = 70): Promise<string> {
  const image = await fromRgb(picture);
  const bytes = await image.resize({ width, height, fit: 'fill' }).webp({ quality }).toBuffer();
  return `data:image/webp;base64,${bytes.toString('base64')}`;
}
