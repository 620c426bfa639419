import { readFile, stat } from 'node:fs/promises';
import { InputError } from '../../core/errors.js';
import type { FrameSize } from '../../core/frame.js';
import type { PixelBox } from '../../evaluation/box-scores.js';
import { type FixationPoints, fixationPoints, scalePoints } from '../../evaluation/fixation-points.js';
import { NumpyDraws } from '../../evaluation/numpy-draws.js';
import { describeReadError } from '../../files/describe-read-error.js';
import type { Gaze } from './evaluation-task.js';
import { listEntries, stemOf } from './list-entries.js';
import { grayOf, readPictures } from './read-pictures.js';

/** Other pictures that shuffled AUC takes fixations of. */
const OTHERS = 10;

/** Gaze on stills, by their names. */
export interface GazeSet {
  readonly names: readonly string[];
  /** Gives the gaze on some of the pictures alone: what other pictures' gaze is drawn from. */
  among(names: readonly string[]): GazeSet;
  /** Gives the gaze on a picture; undefined where it has less than two fixations. */
  of(name: string): Gaze | undefined;
}

interface Points {
  readonly size: FrameSize;
  readonly points: FixationPoints;
}

/**
 * Reads fixations: of a JSON file, `{ picture: { w, h, subjects: [[[x, y, ms], …], …] } }` or `{ picture: [[[x, y], …],
 * …] }`, or a folder of pictures: those of two levels show points, all others densities.
 *
 * @param sizeOf - the size of a picture by its name, asked where the file does not say it; undefined for an unknown name.
 * @throws {InputError} for what is none of these.
 */
export async function readGaze(
  path: string,
  sizeOf: (name: string) => Promise<FrameSize | undefined>,
): Promise<GazeSet> {
  const status = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`${path}: ${describeReadError(cause)}`, { cause });
  });
  return status.isDirectory() ? readGazeFolder(path) : gazeOfPoints(await readPoints(path, sizeOf));
}

/**
 * Reads rectangles that people drew: a JSON file, `{ picture: [[left, top, right, bottom], …] }` in pixels.
 *
 * @throws {InputError} for anything else.
 */
export async function readBoxes(path: string): Promise<ReadonlyMap<string, readonly PixelBox[]>> {
  const boxes = new Map<string, readonly PixelBox[]>();
  for (const [name, value] of Object.entries(await readJson(path))) {
    if (!Array.isArray(value) || value.length === 0 || !value.every(isBox))
      throw new InputError(`${path}: "${name}": expected rectangles as [left, top, right, bottom] in pixels`);
    boxes.set(
      stemOf(name),
      value.map(([left, top, right, bottom]) => ({ left, top, right, bottom })),
    );
  }
  return boxes;
}

function isBox(value: unknown): value is [number, number, number, number] {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite)) return false;
  const [left, top, right, bottom] = value as number[];
  return right! > left! && bottom! > top!;
}

async function readPoints(
  path: string,
  sizeOf: (name: string) => Promise<FrameSize | undefined>,
): Promise<ReadonlyMap<string, Points>> {
  const found = new Map<string, Points>();
  const json = await readJson(path);
  for (const name of Object.keys(json).sort()) {
    const value = json[name] as { w?: unknown; h?: unknown; subjects?: unknown } | unknown[];
    const viewers = Array.isArray(value) ? value : value?.subjects;
    if (!Array.isArray(viewers) || !viewers.every((one) => Array.isArray(one) && one.every(isPoint)))
      throw new InputError(`${path}: "${name}": expected fixations as [x, y], in a list for each viewer`);
    const stem = stemOf(name);
    const size = Array.isArray(value) ? await sizeOf(stem) : { width: Number(value.w), height: Number(value.h) };
    if (size === undefined) continue;
    if (!(size.width >= 1 && size.height >= 1))
      throw new InputError(`${path}: "${name}": expected its size as w and h`);
    found.set(stem, { size, points: fixationPoints(viewers.flat(), size) });
  }
  return found;
}

function isPoint(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length >= 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

async function readGazeFolder(path: string): Promise<GazeSet> {
  const points = new Map<string, Points>();
  const densities = new Map<string, Gaze>();
  for (const [name, { pictures, sequence }] of listEntries(path)) {
    if (sequence || !('files' in pictures)) throw new InputError(`${path}: expected pictures, "${name}" is a sequence`);
    for await (const picture of readPictures(pictures)) {
      const { data, width, height } = grayOf(picture);
      const size = { width, height };
      const marks = Array.from(data.keys()).filter((i) => data[i]! > 0);
      if (new Set(data).size > 2) densities.set(name, { kind: 'density', path: pictures.files[0]! });
      else
        points.set(name, { size, points: Int32Array.from(marks.flatMap((i) => [i % width, Math.floor(i / width)])) });
    }
  }
  return withDensities(gazeOfPoints(points), densities);
}

function withDensities(points: GazeSet, densities: ReadonlyMap<string, Gaze>): GazeSet {
  return {
    names: [...points.names, ...densities.keys()].sort(),
    among: (names) => withDensities(points.among(names), densities),
    of: (name) => densities.get(name) ?? points.of(name),
  };
}

/** Draws the pictures whose fixations stand against each picture's own, once for all of them. */
function gazeOfPoints(found: ReadonlyMap<string, Points>): GazeSet {
  const names = [...found.keys()];
  const draws = new NumpyDraws();
  const chosen = new Map<string, readonly string[]>();
  for (const name of names) {
    const { size, points } = found.get(name)!;
    if (points.length < 4) continue;
    draws.skip(size.width * size.height);
    const rest = names.filter((other) => other !== name);
    chosen.set(
      name,
      draws.choose(rest.length, Math.min(OTHERS, rest.length)).map((i) => rest[i]!),
    );
  }
  return {
    names,
    among: (some) => gazeOfPoints(new Map([...found].filter(([name]) => some.includes(name)))),
    of(name) {
      const others = chosen.get(name);
      if (others === undefined) return undefined;
      const { size, points } = found.get(name)!;
      const scaled = others.flatMap((other) => {
        const { points: theirs, size: from } = found.get(other)!;
        return Array.from(scalePoints(theirs, from, size));
      });
      return { kind: 'points', size, points, others: Int32Array.from(scaled) };
    },
  };
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`${path}: ${describeReadError(cause)}`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${path}: is no JSON`, { cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json) || Object.keys(json).length === 0)
    throw new InputError(`${path}: expected an object with an entry for each picture`);
  return json as Record<string, unknown>;
}
