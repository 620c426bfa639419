import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { InputError } from '../../core/errors.js';
import type { FrameSize } from '../../core/frame.js';
import { describeReadError } from '../../files/describe-read-error.js';
import { isImageName } from '../../images/image-formats.js';
import { readImage } from '../../images/read-image.js';

/** Shapes whose sides are in proportions that differ by more are not of one picture. */
const SAME_SHAPE = 0.02;
const DOT = 3;

/**
 * Lists the masks of a folder, in the order of their names.
 *
 * @throws {InputError} for what is no folder, and for one without pictures.
 */
export async function listMasks(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`${folder}: ${describeReadError(cause)}`, { cause });
  });
  const masks = names.filter(isImageName).sort();
  if (masks.length === 0) throw new InputError(`${folder}: holds no masks`);
  return masks.map((name) => join(folder, name));
}

/**
 * Finds the mask of a still among those of a folder: the one of its name, whatever the extension.
 *
 * @throws {InputError} where there is none.
 */
export async function maskOf(folder: string, picture: string): Promise<string> {
  const stem = basename(picture, extname(picture));
  const mask = (await listMasks(folder)).find((path) => basename(path, extname(path)) === stem);
  if (mask === undefined) throw new InputError(`${folder}: holds no mask named ${stem}`);
  return mask;
}

/**
 * Reads a mask as rgb24 of another size.
 *
 * @param shape - of what it is the mask of.
 * @throws {InputError} for a mask of another shape.
 */
export async function readMask(path: string, shape: FrameSize, size: FrameSize): Promise<Uint8Array> {
  const { data, width, height } = await readImage(path);
  if (Math.abs((width * shape.height) / (height * shape.width) - 1) > SAME_SHAPE) {
    throw new InputError(
      `${path}: a mask of ${width}×${height} is not one of a picture of ${shape.width}×${shape.height}`,
    );
  }
  const out = new Uint8Array(3 * size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / size.height) * width;
    for (let x = 0; x < size.width; x++) {
      const from = 3 * (row + Math.floor(((x + 0.5) * width) / size.width));
      out.set(data.subarray(from, from + 3), 3 * (y * size.width + x));
    }
  }
  return out;
}

/**
 * Draws where viewers looked at a still: a dot for each fixation over the darkened picture.
 *
 * @param file - JSON: for the name of each picture `{ w, h, subjects }`, with `[x, y, …]` for each fixation of a viewer.
 * @throws {InputError} for a file of another kind, and for one that does not know the picture.
 */
export async function drawFixations(
  file: string,
  picture: string,
  rgb: Uint8Array,
  { width, height }: FrameSize,
): Promise<Uint8Array> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`${file}: ${describeReadError(cause)}`, { cause });
  });
  const { w, h, subjects } = entryOf(file, text, basename(picture));
  const out = rgb.map((value) => value / 3);
  for (const [x, y] of subjects.flat()) {
    const [cx, cy] = [Math.floor((x! * width) / w), Math.floor((y! * height) / h)];
    for (let v = Math.max(0, cy - DOT); v <= Math.min(height - 1, cy + DOT); v++) {
      for (let u = Math.max(0, cx - DOT); u <= Math.min(width - 1, cx + DOT); u++) {
        if ((u - cx) ** 2 + (v - cy) ** 2 <= DOT * DOT) out.set([255, 220, 0], 3 * (v * width + u));
      }
    }
  }
  return out;
}

interface Viewing {
  readonly w: number;
  readonly h: number;
  readonly subjects: readonly (readonly (readonly number[])[])[];
}

function entryOf(file: string, text: string, name: string): Viewing {
  let known: Readonly<Record<string, Partial<Viewing> | undefined>>;
  try {
    known = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${file}: is not JSON: ${(cause as Error).message}`, { cause });
  }
  const entry = known?.[name];
  if (entry === undefined) throw new InputError(`${file}: holds no fixations on ${name}`);
  const { w, h, subjects } = entry;
  if (!Number.isFinite(w) || !Number.isFinite(h) || !Array.isArray(subjects)) {
    throw new InputError(`${file}: expected { w, h, subjects } for ${name}`);
  }
  return { w: w!, h: h!, subjects };
}
