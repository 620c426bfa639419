import type { Metadata, Sharp } from 'sharp';
import { InputError } from '../core/errors.js';
import { fitWithin } from '../core/fit-within.js';
import type { FrameSize } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import { readWhole } from '../files/read-file.js';
import { loadSharp } from './sharp.js';

export interface ReadImageOptions {
  /** Long side to scale down to, in pixels; the picture's own size when left out. */
  readonly longSide?: number;
  /** Largest picture that is decoded, in pixels. Default: 268,402,689, a square of 16,383. */
  readonly maxPixels?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A decoded picture and what was known of its file. */
export interface ImagePicture extends RgbPicture {
  /** Size of the upright picture before it was scaled down. */
  readonly original: FrameSize;
}

/** Formats that are decoded. Left out are those that draw, or that fetch other files: SVG and PDF. */
const readable: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'heif', 'tiff', 'gif']);
const expected = 'JPEG, PNG, WebP, AVIF, TIFF or GIF';
/** The largest file that is read. */
const maxBytes = 1 << 29;

/** The largest picture that is decoded where nothing else is said. */
export const defaultMaxImagePixels: number = 16_383 ** 2;

/**
 * Reads a picture as rgb24: upright, in sRGB, 8 bits a channel, of an animation the first frame.
 *
 * Gray, palette, CMYK and 16-bit pictures are converted; a transparent picture is laid on white.
 *
 * @param source - a path, or the bytes of the file.
 * @throws {InputError} with the cause for what is not a picture, is damaged, or exceeds the limits.
 */
export async function readImage(
  source: string | Uint8Array,
  { longSide, maxPixels = defaultMaxImagePixels, signal }: ReadImageOptions = {},
): Promise<ImagePicture> {
  const name = typeof source === 'string' ? source : 'picture';
  // Not the path: sharp would take what stands in brackets at its end for decoder settings.
  const bytes = typeof source === 'string' ? await readWhole(source, { maxBytes, signal }) : source;
  if (bytes.length === 0) throw new InputError(`${name}: is empty`);
  const sharp = await loadSharp();
  const image = sharp(bytes, { limitInputPixels: false });
  const metadata = await metadataOf(image, name);
  checkHeader(name, metadata, maxPixels);
  const original = { width: metadata.autoOrient.width, height: metadata.autoOrient.height };
  const size = longSide === undefined ? original : fitWithin(original, longSide);
  const data = await image
    .autoOrient()
    .flatten({ background: 'white' })
    .resize({ width: size.width, height: size.height, fit: 'fill' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch((cause: Error) => {
      throw new InputError(`${name}: could not be decoded: ${cause.message.split('\n')[0]}`, { cause });
    });
  return { ...size, data, original };
}

/**
 * Reads the size of a picture as it is shown, and no pixels.
 *
 * @throws {InputError} as {@link readImage} does for what is no picture.
 */
export async function readImageSize(path: string): Promise<FrameSize> {
  const { autoOrient } = await metadataOf((await loadSharp())(await readWhole(path, { maxBytes })), path);
  return { width: autoOrient.width, height: autoOrient.height };
}

function metadataOf(image: Sharp, name: string): Promise<Metadata> {
  return image.metadata().catch((cause: Error) => {
    throw new InputError(`${name}: not a picture that can be read (expected ${expected})`, { cause });
  });
}

function checkHeader(name: string, { format, width, height }: Metadata, maxPixels: number): void {
  if (!readable.has(format)) throw new InputError(`${name}: ${format} is not read (expected ${expected})`);
  if (width * height > maxPixels) {
    throw new InputError(`${name}: ${width}×${height} is above the limit of ${maxPixels} pixels`);
  }
}
