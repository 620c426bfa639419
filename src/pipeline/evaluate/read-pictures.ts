import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { openVideo } from '../../clip/open-video.js';
import { InputError } from '../../core/errors.js';
import type { FrameSize, SaliencyMap } from '../../core/frame.js';
import type { RgbPicture } from '../../core/picture.js';
import { describeReadError } from '../../files/describe-read-error.js';
import { fromNpy, npyExtension } from '../../files/npy.js';
import { readImage } from '../../images/read-image.js';
import type { Pictures } from './evaluation-task.js';

/** Longest side of a frame that is read of a clip as it is. */
const LARGEST = 4096;

/** A picture that was read, with the name of its file, and its size before it was scaled down. */
export interface NamedPicture extends RgbPicture {
  readonly path: string;
  readonly original: FrameSize;
}

/**
 * Reads pictures one after the other.
 *
 * @param longSide - what they are scaled down to; undefined for their own size.
 */
export async function* readPictures(pictures: Pictures, longSide?: number): AsyncGenerator<NamedPicture, void> {
  if ('files' in pictures) {
    for (const path of pictures.files) {
      yield { ...(await readImage(path, longSide === undefined ? {} : { longSide })), path };
    }
    return;
  }
  const video = await openVideo(pictures.clip, { analysisSize: longSide ?? LARGEST });
  const original = { width: video.info.width, height: video.info.height };
  for await (const { width, height, data, index, release } of video) {
    const path = `${pictures.clip}, frame ${index}`;
    try {
      yield { width, height, data, path, original };
    } finally {
      release();
    }
  }
  if (video.damage !== undefined) throw video.damage;
}

/** Reads maps one after the other: gray pictures, arrays of NumPy, or the frames of a clip. */
export async function* readMaps(maps: Pictures): AsyncGenerator<SaliencyMap & { readonly path: string }, void> {
  if ('clip' in maps) {
    for await (const picture of readPictures(maps)) yield { ...grayOf(picture), path: picture.path };
    return;
  }
  for (const path of maps.files) yield { ...(await readMap(path)), path };
}

/** Gives the luma of a picture, in [0, 1]. */
export function grayOf({ width, height, data }: RgbPicture): SaliencyMap {
  const gray = new Float32Array(width * height);
  for (let i = 0; i < gray.length; i++) {
    const luma = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
    gray[i] = Math.round(luma) / 255;
  }
  return { width, height, data: gray };
}

/** Gives the mask that a picture draws: 1 where any of its colors is brighter than half. */
export function maskOf({ data }: RgbPicture): Uint8Array {
  const mask = new Uint8Array(data.length / 3);
  for (let i = 0; i < mask.length; i++) {
    mask[i] = data[3 * i]! > 127 || data[3 * i + 1]! > 127 || data[3 * i + 2]! > 127 ? 1 : 0;
  }
  return mask;
}

async function readMap(path: string): Promise<SaliencyMap> {
  if (!path.toLowerCase().endsWith(npyExtension)) return grayOf(await readImage(path));
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`${path}: ${describeReadError(cause)}`, { cause });
  });
  const map = fromNpy(bytes);
  if (map === undefined) throw new InputError(`${path}: not an array of two dimensions that NumPy wrote`);
  if (map.data.some((value) => !(value >= 0 && value <= 1)))
    throw new InputError(`${path}: expected values in [0, 1] in ${basename(path)}`);
  return map;
}
