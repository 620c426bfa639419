import { extname } from 'node:path';
import { OptionError } from '../core/errors.js';
import { type FormatsByExtension, formatOfName } from '../files/format-of-name.js';

/** File formats that pictures are written in. */
export const imageFormats = ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const;

/** One of the formats that pictures are written in. */
export type ImageFormat = (typeof imageFormats)[number];

const byExtension: FormatsByExtension<ImageFormat> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};

/** The endings of names that pictures have. */
export const imageExtensions: readonly string[] = Object.keys(byExtension);

/** Tells whether a file name is that of a picture. */
export function isImageName(path: string): boolean {
  return formatOfName(path, byExtension) !== undefined;
}

/**
 * Finds the format that a file name asks for.
 *
 * @throws {OptionError} for an extension that is none of a picture format.
 */
export function imageFormatOf(path: string): ImageFormat {
  const format = formatOfName(path, byExtension);
  if (format !== undefined) return format;
  const known = Object.keys(byExtension).join(', ');
  throw new OptionError(`${path}: expected a name that ends in one of ${known}, got "${extname(path)}"`);
}
