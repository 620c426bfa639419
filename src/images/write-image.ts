import type { Sharp } from 'sharp';
import { OptionError, SaliencyError } from '../core/errors.js';
import type { FrameSize, SaliencyMap } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';
import { describeSystemError } from '../files/describe-system-error.js';
import { checkOutput, prepareOutput } from '../files/output-file.js';
import { type ImageFormat, imageFormatOf } from './image-formats.js';
import { toLevels } from './scale-map.js';
import { fromGray, fromRgb } from './sharp.js';

export interface WriteImageOptions {
  /** Replaces a file that is there already. Default: false. */
  readonly force?: boolean;
  /** The picture that is written about; it is never replaced. */
  readonly input?: string;
  /** Keeps the file from appearing; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

export interface WriteMapOptions extends WriteImageOptions {
  /** Size to scale the map to, smoothly; its own size when left out. */
  readonly size?: FrameSize;
  /** Bits of a gray level: 8, or 16 in PNG and TIFF. Default: 8. */
  readonly bits?: 8 | 16;
}

/** Visually lossless where a format has to lose something. */
const encoderOptions = {
  png: {},
  jpeg: { quality: 92, chromaSubsampling: '4:4:4' },
  webp: { quality: 90 },
  avif: { quality: 70 },
  tiff: { compression: 'deflate', predictor: 'horizontal' },
} as const satisfies Record<ImageFormat, object>;

/**
 * Checks where a picture will be written to before it is made.
 *
 * @throws as {@link writeMap} does.
 */
export async function checkImageOutput(
  path: string,
  { force = false, input, bits = 8 }: Omit<WriteMapOptions, 'size'>,
): Promise<void> {
  mapFormatOf(path, bits);
  await checkOutput({ path, input, folder: undefined, force });
}

/**
 * Writes a map as a gray picture in the format that the name's extension tells.
 *
 * The file appears when it is complete.
 *
 * @throws {OptionError} for an unknown extension, for 16 bits in a format of 8, and for a name that cannot be written
 * to or may not be overwritten.
 */
export async function writeMap(map: SaliencyMap, path: string, options: WriteMapOptions = {}): Promise<void> {
  const { size = map, bits = 8 } = options;
  const format = mapFormatOf(path, bits);
  await write(await fromGray(toLevels(map, bits), map, size), path, format, options);
}

/**
 * Writes an RGB picture in the format that the name's extension tells.
 *
 * The file appears when it is complete.
 *
 * @throws {OptionError} for an unknown extension, and for a name that cannot be written to or may not be overwritten.
 */
export async function writeRgb(picture: RgbPicture, path: string, options: WriteImageOptions = {}): Promise<void> {
  const format = imageFormatOf(path);
  await write(await fromRgb(picture), path, format, options);
}

function mapFormatOf(path: string, bits: 8 | 16): ImageFormat {
  const format = imageFormatOf(path);
  if (bits === 16 && format !== 'png' && format !== 'tiff') {
    throw new OptionError(`${path}: expected PNG or TIFF for 16-bit gray, got ${format}`);
  }
  return format;
}

async function write(
  image: Sharp,
  path: string,
  format: ImageFormat,
  { force = false, input, signal }: WriteImageOptions,
): Promise<void> {
  const file = await prepareOutput({ path, input, folder: undefined, force });
  try {
    await image.toFormat(format, encoderOptions[format]).toFile(file.temporary);
    signal?.throwIfAborted();
    await file.commit();
  } catch (cause) {
    await file.discard();
    signal?.throwIfAborted();
    if (cause instanceof SaliencyError) throw cause;
    throw new SaliencyError('ERR_OUTPUT', `${path}: could not be written: ${whyNot(cause as Error)}`, { cause });
  }
}

/** Says why a picture was not written: the system in our words, the encoder in one line of its own. */
function whyNot(error: Error): string {
  if (error.message.includes('No space left')) return describeSystemError({ ...error, code: 'ENOSPC' });
  return 'code' in error ? describeSystemError(error as NodeJS.ErrnoException) : error.message.split('\n')[0]!;
}
