import { InputError } from '../../core/errors.js';
import { fitWithin } from '../../core/fit-within.js';
import type { FrameSize, SaliencyMap } from '../../core/frame.js';
import type { RgbPicture } from '../../core/picture.js';
import { boxScores } from '../../evaluation/box-scores.js';
import { densityScores, fixationScores } from '../../evaluation/fixation-scores.js';
import { FlickerMeter } from '../../evaluation/flicker.js';
import { type MaskScores, maskScores } from '../../evaluation/mask-scores.js';
import { resizeMap } from '../../evaluation/resize-map.js';
import { stretchMap } from '../../evaluation/stretch-map.js';
import { toDataUri } from '../../images/data-uri.js';
import { modelError } from '../../models/model-error.js';
import type { EvaluationTask, MapSource, TaskResult, Thumbnail } from './evaluation-task.js';
import { mapWithModel } from './map-with-model.js';
import { grayOf, maskOf, type NamedPicture, readMaps, readPictures } from './read-pictures.js';

/** Long side of thumbnails, in pixels. */
const SMALL = 180;

/** A map, and the picture that it was made of, where that was read. */
interface MappedPicture {
  readonly map: SaliencyMap;
  readonly path: string;
  readonly picture: NamedPicture | undefined;
}

/**
 * Measures one item: a still, or a sequence frame by frame.
 *
 * @throws {InputError} for pictures that cannot be read or do not fit each other.
 */
export async function scoreTask(task: EvaluationTask): Promise<TaskResult> {
  return task.sequence ? scoreSequence(task) : scoreStill(task);
}

async function scoreStill(task: EvaluationTask): Promise<TaskResult> {
  const [mapped] = await take(mappedPictures(task), 1);
  const { map, path, picture } = mapped!;
  const scores: Record<string, number> = {};
  const thumbnails: { picture?: Thumbnail; truth?: Thumbnail; map?: Thumbnail } = {};
  let curve: Float32Array | undefined;
  let unusable = false;
  if (task.masks !== undefined) {
    const [truth] = await take(readPictures(task.masks), 1);
    requireSameShape(truth!, map, path, picture);
    const mask = maskOf(truth!);
    unusable = !mask.includes(0) || !mask.includes(1);
    if (!unusable) {
      const measured = maskScores(stretchMap(resizeMap(map.data, map, truth!)), mask, truth!);
      Object.assign(scores, numbersOf(measured));
      curve = curveOf(measured);
    }
    if (task.thumbnails) thumbnails.truth = await thumbnail(truth!);
  }
  if (task.boxes !== undefined) {
    const size = picture?.original ?? map;
    Object.assign(scores, boxScores(stretchMap(resizeMap(map.data, map, size)), size, task.boxes));
  }
  if (task.gaze !== undefined) Object.assign(scores, await gazeScores(task.gaze, map, path));
  if (task.thumbnails) {
    thumbnails.map = await thumbnail(painted(map));
    if (picture !== undefined) thumbnails.picture = await thumbnail(picture);
    else if (task.pictures !== undefined) {
      const [seen] = await take(readPictures(task.pictures, 2 * SMALL), 1);
      thumbnails.picture = await thumbnail(seen!);
    }
  }
  return { scores, curve, frames: undefined, unusable, thumbnails };
}

async function gazeScores(gaze: NonNullable<EvaluationTask['gaze']>, map: SaliencyMap, path: string) {
  if (gaze.kind === 'density') {
    const [density] = await take(readPictures({ files: [gaze.path] }), 1);
    requireSameShape(density!, map, path, undefined);
    const values = grayOf(density!).data;
    if (values.every((value) => value === 0)) throw new InputError(`${gaze.path}: shows no fixation`);
    return densityScores(resizeMap(map.data, map, density!), values);
  }
  requireSameShape({ ...gaze.size, path: 'its fixations' }, map, path, undefined);
  return fixationScores(resizeMap(map.data, map, gaze.size), gaze.points, gaze.others, gaze.size);
}

async function scoreSequence(task: EvaluationTask): Promise<TaskResult> {
  const meter = new FlickerMeter();
  const sums: Record<string, number> = {};
  const curve = new Float64Array(512);
  let [frames, measured] = [0, 0];
  const masks = task.masks === undefined ? undefined : readPictures(task.masks);
  const pictures =
    task.source.kind === 'model' || task.pictures === undefined ? undefined : readPictures(task.pictures);
  const thumbnails: { picture?: Thumbnail; truth?: Thumbnail; map?: Thumbnail } = {};
  try {
    for await (const { map, path, picture } of mappedPictures(task)) {
      const truth = (await masks?.next())?.value ?? undefined;
      const seen = picture ?? (await pictures?.next())?.value ?? undefined;
      if (masks !== undefined && truth === undefined) throw new InputError(`${path}: there is no mask for it`);
      frames++;
      const size: FrameSize = truth ?? seen ?? map;
      const own = resizeMap(map.data, map, size);
      if (seen !== undefined) meter.push(resizeMap(grayOf(seen).data, seen, size), own, size);
      if (truth === undefined) continue;
      requireSameShape(truth, map, path, picture);
      const mask = maskOf(truth);
      if (!mask.includes(1) || !mask.includes(0)) continue;
      const scores = maskScores(own, mask, truth);
      measured++;
      for (const [name, value] of Object.entries(numbersOf(scores))) sums[name] = (sums[name] ?? 0) + value;
      for (let i = 0; i < 256; i++) {
        curve[i]! += scores.curve.precision[i]!;
        curve[256 + i]! += scores.curve.recall[i]!;
      }
      if (task.thumbnails && thumbnails.map === undefined) {
        thumbnails.map = await thumbnail(painted(map));
        thumbnails.truth = await thumbnail(truth);
        if (seen !== undefined) thumbnails.picture = await thumbnail(seen);
      }
    }
    if (masks !== undefined && !(await masks.next()).done)
      throw new InputError(`${task.name}: there are more masks than the ${frames} maps`);
  } finally {
    await Promise.all([masks?.return(), pictures?.return()]);
  }
  const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / measured]));
  const { flicker } = meter;
  return {
    scores: { ...means, ...(flicker === undefined ? {} : { flicker }) },
    curve: measured === 0 ? undefined : Float32Array.from(curve, (sum) => sum / measured),
    frames,
    unusable: masks !== undefined && measured === 0,
    thumbnails,
  };
}

async function* mappedPictures({ source, pictures }: EvaluationTask): AsyncGenerator<MappedPicture, void> {
  if (source.kind === 'maps') {
    for await (const map of readMaps(source.maps)) yield { map, path: map.path, picture: undefined };
    return;
  }
  yield* mapped(source, readPictures(pictures!, source.analysisSize));
}

async function* mapped(
  { model }: Extract<MapSource, { kind: 'model' }>,
  pictures: AsyncGenerator<NamedPicture, void>,
): AsyncGenerator<MappedPicture, void> {
  try {
    for await (const { picture, map } of mapWithModel(model, pictures)) yield { map, path: picture.path, picture };
  } catch (thrown) {
    throw modelError(model.name, thrown);
  }
}

/** @throws {InputError} where one is no scaled copy of the other, or a mask is not of its picture's own size. */
function requireSameShape(
  truth: FrameSize & { readonly path: string },
  map: FrameSize,
  path: string,
  picture: NamedPicture | undefined,
): void {
  const said = (size: FrameSize) => `${size.width}×${size.height}`;
  if (picture !== undefined) {
    const { original } = picture;
    if (original.width === truth.width && original.height === truth.height) return;
    throw new InputError(`${truth.path}: is ${said(truth)}, but the picture ${path} is ${said(original)}`);
  }
  const scale = truth.width / map.width;
  // Either side may have been rounded.
  if (Math.abs(map.height * scale - truth.height) <= 1.01 * Math.max(1, scale)) return;
  throw new InputError(`${truth.path}: is ${said(truth)}, but the map ${path} is ${said(map)}, of another shape`);
}

function numbersOf({ curve: _, ...numbers }: MaskScores): Readonly<Record<string, number>> {
  return numbers;
}

function curveOf({ curve }: MaskScores): Float32Array {
  const both = new Float32Array(512);
  both.set(curve.precision);
  both.set(curve.recall, 256);
  return both;
}

function painted({ width, height, data }: SaliencyMap): RgbPicture {
  return {
    width,
    height,
    data: Uint8Array.from({ length: 3 * data.length }, (_, i) => 255 * data[Math.floor(i / 3)]!),
  };
}

async function thumbnail(picture: RgbPicture): Promise<Thumbnail> {
  const size = fitWithin(picture, SMALL);
  return { ...size, href: await toDataUri(picture, size, 'jpeg') };
}

/** Takes the first few of what is read, and ends the reading. */
async function take<T>(source: AsyncGenerator<T, void>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const one of source) {
    taken.push(one);
    if (taken.length === count) break;
  }
  return taken;
}
