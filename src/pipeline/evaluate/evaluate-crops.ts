import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../core/errors.js';
import { boxOverlap, type PixelBox } from '../../evaluation/box-scores.js';
import type { ItemScores } from '../../evaluation/evaluation.js';
import type { ModelChoice } from '../../workers/protocol.js';
import { reframe } from '../reframe/reframe.js';
import type { Entries } from './list-entries.js';

/** The size that people's crops are told in. */
const FRAME = { width: 640, height: 360 };

/** The crops that one person chose for one clip and aspect. */
interface Crops {
  readonly clip: string;
  /** `1:3`. */
  readonly aspect: string;
  readonly path: string;
}

/**
 * Finds the crops below a folder: files `<clip>_<w>-<h>.txt`, in a folder for each person, with a line
 * `left,top,right,bottom` for each frame, on 640 × 360.
 *
 * @throws {InputError} where there are none.
 */
export async function listCrops(folder: string): Promise<readonly Crops[]> {
  const files = await readdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new InputError(`${folder}: cannot be read as a folder`, { cause });
  });
  const crops = files.sort().flatMap((file) => {
    const [, clip, w, h] = /^(.+)_(\d+)-(\d+)\.txt$/.exec(basename(file)) ?? [];
    return clip === undefined ? [] : [{ clip, aspect: `${w}:${h}`, path: join(folder, file) }];
  });
  if (crops.length > 0) return crops;
  throw new InputError(`${folder}: holds no crops, which are called like 001_1-3.txt`);
}

/**
 * Crops clips as `reframe` does, and measures how much each frame's crop has in common with each person's: the mean of
 * shared area by covered area, over people and frames.
 *
 * @param done - called after each clip and aspect.
 */
export async function evaluateCrops(
  crops: readonly Crops[],
  clips: Entries,
  model: ModelChoice,
  analysisSize: number,
  done: () => void,
  signal: AbortSignal | undefined,
): Promise<ItemScores[]> {
  const items: ItemScores[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'saliency-crops-'));
  try {
    for (const [key, group] of groupsOf(crops)) {
      const { clip, aspect } = group[0]!;
      const entry = clips.get(clip);
      if (entry === undefined || !('clip' in entry.pictures))
        throw new InputError(`${group[0]!.path}: there is no clip "${clip}"`);
      const path = join(folder, 'path.json');
      await reframe(entry.pictures.clip, undefined, {
        ...{ aspect, path, padding: 'never', force: true, analysisSize },
        ...{ model: model.name, modelOptions: model.options },
        ...(signal === undefined ? {} : { signal }),
      });
      const { frames } = JSON.parse(await readFile(path, 'utf8')) as {
        frames: { crop: { x: number; y: number; width: number; height: number } }[];
      };
      const own = frames.map(({ crop }) => ({
        left: crop.x * FRAME.width,
        top: crop.y * FRAME.height,
        right: (crop.x + crop.width) * FRAME.width,
        bottom: (crop.y + crop.height) * FRAME.height,
      }));
      const overlaps: number[] = [];
      for (const one of group) overlaps.push(overlapOf(own, await readCrops(one.path), one.path));
      const IoU = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
      items.push({ name: key, scores: { IoU }, frames: own.length });
      done();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return items;
}

/** Clips and aspects that somebody cropped, with the crops of all who did. */
export function groupsOf(crops: readonly Crops[]): ReadonlyMap<string, readonly Crops[]> {
  const groups = new Map<string, Crops[]>();
  for (const one of crops) {
    const key = `${one.clip} ${one.aspect}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

function overlapOf(own: readonly PixelBox[], theirs: readonly PixelBox[], path: string): number {
  // The last frame of a clip is missing in some of the annotations.
  if (Math.abs(own.length - theirs.length) > 1) {
    const clip = basename(dirname(path));
    throw new InputError(`${path}: ${theirs.length} crops of ${clip} for ${own.length} frames`);
  }
  const count = Math.min(own.length, theirs.length);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += boxOverlap(own[i]!, theirs[i]!);
  return sum / count;
}

async function readCrops(path: string): Promise<PixelBox[]> {
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new InputError(`${path}: is empty`);
  return lines.map((line, i) => {
    const [left, top, right, bottom, ...more] = line.split(',').map(Number);
    const box = { left: left!, top: top!, right: right!, bottom: bottom! };
    if (more.length > 0 || !Object.values(box).every(Number.isFinite))
      throw new InputError(`${path}: line ${i + 1}: expected left,top,right,bottom, got "${line.slice(0, 40)}"`);
    return box;
  });
}
