import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { type ChosenModel, chooseModel } from '../../clip/choose-model.js';
import { InputError, OptionError } from '../../core/errors.js';
import { resolveOptions } from '../../core/options.js';
import { optionName, wording } from '../../core/wording.js';
import type { PixelBox } from '../../evaluation/box-scores.js';
import { type Evaluation, evaluateScores, type ItemScores } from '../../evaluation/evaluation.js';
import { contactSheet } from '../../evaluation/evaluation-plots.js';
import { fOfCurve } from '../../evaluation/f-measure.js';
import { readImageSize } from '../../images/read-image.js';
import { models as known } from '../../models/registry.js';
import { evaluateCrops, groupsOf, listCrops } from './evaluate-crops.js';
import { type EvaluateOptions, evaluateOptions } from './evaluate-options.js';
import { scoreAll } from './evaluation-pool.js';
import type { EvaluationTask, MapSource, Pictures, TaskResult } from './evaluation-task.js';
import { type Entries, listEntries } from './list-entries.js';
import { type GazeSet, readBoxes, readGaze } from './read-gaze.js';

/** An evaluation of files, and what the user should know of it. */
export interface EvaluationReport extends Evaluation {
  readonly notes: readonly string[];
  /** The best, the middling and the worst items with their maps, as SVG; where it was asked for. */
  readonly sheet: string | undefined;
}

/** A way to come by maps. */
interface Method {
  readonly name: string;
  /** Folder of its maps, or its model. */
  readonly folder?: string;
  readonly model?: ChosenModel;
}

/** The truth that maps are measured against. */
interface Truth {
  readonly masks: Entries | undefined;
  readonly gaze: GazeSet | undefined;
  readonly boxes: ReadonlyMap<string, readonly PixelBox[]> | undefined;
}

/**
 * Measures maps, or the maps of models, against masks, gaze, rectangles or people's crops, on several threads. Memory
 * grows by some two kilobytes for each item.
 *
 * Maps of stills are stretched to [0, 1] first, as is usual there; those of sequences are taken as they are.
 *
 * @throws {OptionError} for options that say too little or too much; `InputError` for files that cannot be used: of
 * another size, broken, or without a partner.
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationReport> {
  const { modelOptions = {}, sheet = false, onProgress, signal, ...given } = options;
  const flags = resolveOptions(evaluateOptions, given);
  const methods = await methodsOf(flags.maps, flags.models, modelOptions);
  if (flags.retargetvid !== undefined) return evaluateReframing(options, methods, flags.retargetvid);
  if ([flags.masks, flags.fixations, flags.boxes].every((path) => path === undefined)) {
    throw OptionError.of(
      'masks',
      wording`expected masks, ${optionName('fixations')} or ${optionName('boxes')}, got none`,
    );
  }
  const hasModels = methods.some(({ model }) => model !== undefined);
  if (hasModels && flags.images === undefined)
    throw OptionError.of('images', 'expected a folder of pictures for the models, got none');
  const images = flags.images === undefined ? undefined : listEntries(flags.images, 'frames');
  const maps = methods.map(({ folder }) => (folder === undefined ? images! : listEntries(folder)));
  const masks = flags.masks === undefined ? undefined : listEntries(flags.masks, 'masks');
  const sizes = images ?? maps[0]!;
  const allGaze =
    flags.fixations === undefined ? undefined : await readGaze(flags.fixations, (name) => sizeOf(sizes.get(name)));
  const boxes = flags.boxes === undefined ? undefined : await readBoxes(flags.boxes);
  const notes: string[] = [];
  const names = pair(
    [
      ...methods.map(({ name, folder }, i) => ({
        what: folder ?? `the pictures of ${name}`,
        names: [...maps[i]!.keys()],
      })),
      ...(masks === undefined ? [] : [{ what: flags.masks!, names: [...masks.keys()] }]),
      ...(allGaze === undefined ? [] : [{ what: flags.fixations!, names: allGaze.names }]),
      ...(boxes === undefined ? [] : [{ what: flags.boxes!, names: [...boxes.keys()] }]),
    ],
    flags.partial,
    notes,
  );
  const gaze = allGaze?.among(names);
  const truth: Truth = { masks, gaze, boxes };
  const frames = images ?? (flags.masks === undefined ? undefined : framesBeside(flags.masks));
  const taskOf = (index: number, thumbnails: boolean): EvaluationTask => {
    const method = Math.floor(index / names.length);
    const name = names[index % names.length]!;
    return makeTask(methods[method]!, maps[method]!, name, truth, frames, flags, thumbnails);
  };
  const total = methods.length * names.length;
  const results = new Array<TaskResult>(total);
  let done = 0;
  const threads = methods.every(({ model }) => model === undefined || model.loadable)
    ? Math.min(flags.jobs ?? availableParallelism(), total)
    : 0;
  await scoreAll(
    generate(total, (i) => taskOf(i, sheet && isSequence(maps[0]!, names))),
    threads,
    (result, index) => {
      results[index] = result;
      onProgress?.({ done: ++done, total });
    },
    signal,
  );
  const unusable = names.filter((_, i) => results[i]!.unusable);
  if (unusable.length === names.length) throw new InputError(`${flags.masks}: all masks are empty or full`);
  if (unusable.length > 0)
    notes.push(`${unusable.length} of ${names.length} masks are empty or full and were left out: ${listed(unusable)}`);
  const unseen = gaze === undefined ? [] : names.filter((name) => gaze.of(name) === undefined);
  if (unseen.length > 0)
    notes.push(`${unseen.length} of ${names.length} pictures have fewer than two fixations: ${listed(unseen)}`);
  const scored = methods.map(({ name }, m) => ({ name, items: itemsOf(names, results.slice(m * names.length)) }));
  const evaluation = evaluateScores(scored, flags.rounds);
  const drawn = sheet
    ? await drawSheet(evaluation, names, results, (i) => taskOf(i, true), Math.min(threads, 4), signal)
    : undefined;
  return { ...evaluation, notes, sheet: drawn };
}

async function evaluateReframing(
  { images, analysisSize = evaluateOptions.analysisSize.default, rounds, onProgress, signal }: EvaluateOptions,
  methods: readonly Method[],
  folder: string,
): Promise<EvaluationReport> {
  if (images === undefined || methods.some(({ model }) => model === undefined))
    throw OptionError.of(
      'retargetvid',
      wording`expected ${optionName('models')} and ${optionName('images')} beside it`,
    );
  const crops = await listCrops(folder);
  const clips = listEntries(images);
  const total = methods.length * groupsOf(crops).size;
  let done = 0;
  const scored: { name: string; items: ItemScores[] }[] = [];
  for (const { name, model } of methods) {
    const tell = () => onProgress?.({ done: ++done, total });
    scored.push({ name, items: await evaluateCrops(crops, clips, model!, analysisSize, tell, signal) });
  }
  return { ...evaluateScores(scored, rounds), notes: [], sheet: undefined };
}

/** Reads `name=folder,folder` and names of models. */
async function methodsOf(
  maps: string | undefined,
  models: string | undefined,
  given: Readonly<Record<string, unknown>>,
): Promise<readonly Method[]> {
  if (maps === undefined && models === undefined)
    throw OptionError.of('maps', wording`expected folders of maps, or ${optionName('models')}, got none`);
  const folders = maps === undefined ? [] : existsSync(maps) ? [maps] : maps.split(',').map((part) => part.trim());
  const methods: Method[] = folders.map((part) => {
    const [, name, folder] = existsSync(part) ? [] : (/^([^=]+)=(.+)$/.exec(part) ?? []);
    return { name: name ?? basename(resolve(part)), folder: folder ?? part };
  });
  const chosen = models === undefined ? [] : models.split(',').map((part) => part.trim());
  const used = new Set<string>();
  for (const text of chosen) {
    const { name } = await chooseModel(text);
    const options = known.find((model) => model.name === name)!.options as object;
    const own = Object.entries(given).filter(([option]) => Object.hasOwn(options, option));
    for (const [option] of own) used.add(option);
    methods.push({ name, model: await chooseModel(text, Object.fromEntries(own)) });
  }
  const unused = Object.keys(given).find((option) => !used.has(option));
  if (unused !== undefined) throw OptionError.of(unused, 'expected an option of one of the models');
  const twice = methods.find(({ name }, i) => methods.findIndex((other) => other.name === name) !== i);
  if (twice === undefined) return methods;
  throw OptionError.of('maps', `expected different names, got "${twice.name}" twice; name them as name=folder`);
}

/**
 * Gives the names that all sides have.
 *
 * @throws {InputError} for a name that a side lacks, unless those are to be left out, and where no name is left.
 */
function pair(
  sides: readonly { readonly what: string; readonly names: readonly string[] }[],
  partial: boolean,
  notes: string[],
): readonly string[] {
  const sets = sides.map(({ names }) => new Set(names));
  const all = [...new Set(sides.flatMap(({ names }) => names))].sort();
  const common = all.filter((name) => sets.every((set) => set.has(name)));
  if (common.length === all.length) return common;
  const alone = all.find((name) => !common.includes(name))!;
  const has = sides.find(({ names }) => names.includes(alone))!;
  const lacks = sides.find(({ names }) => !names.includes(alone))!;
  const count = all.length - common.length;
  if (common.length === 0) throw new InputError(`${has.what}: shares no name with ${lacks.what}`);
  if (!partial) {
    const more = count === 1 ? '' : `, and ${count - 1} more such names`;
    throw new InputError(
      wording`${has.what}: "${alone}" has no partner in ${lacks.what}${more}; the option ${optionName('partial')} leaves such names out`,
    );
  }
  notes.push(`${count} ${count === 1 ? 'name has' : 'names have'} no partner and were left out: "${alone}"`);
  return common;
}

function makeTask(
  { folder, model }: Method,
  maps: Entries,
  name: string,
  { masks, gaze, boxes }: Truth,
  frames: Entries | undefined,
  { partial, analysisSize }: { readonly partial: boolean; readonly analysisSize: number },
  thumbnails: boolean,
): EvaluationTask {
  const own = maps.get(name)!;
  const mask = masks?.get(name);
  const seen = frames?.get(name);
  const others = [mask, folder === undefined ? undefined : seen].filter((entry) => entry !== undefined);
  if (others.some(({ sequence }) => sequence !== own.sequence))
    throw new InputError(`${name}: is a sequence in one folder and a picture in another`);
  if (own.sequence && gaze !== undefined)
    throw OptionError.of('fixations', `expected pictures, "${name}" is a sequence`);
  if (own.sequence && boxes !== undefined) throw OptionError.of('boxes', `expected pictures, "${name}" is a sequence`);
  const [maplike, masklike, framelike] = sameLength(name, [own.pictures, mask?.pictures, seen?.pictures], partial);
  const source: MapSource =
    model === undefined
      ? { kind: 'maps', maps: maplike! }
      : { kind: 'model', model: { name: model.name, module: model.module, options: model.options }, analysisSize };
  return {
    ...{ name, source, sequence: own.sequence, thumbnails },
    pictures: model === undefined ? framelike : maplike,
    masks: masklike,
    gaze: gaze?.of(name),
    boxes: boxes?.get(name),
  };
}

/** Gives files of one number; the files of a sequence belong together in their order. */
function sameLength(
  name: string,
  sources: readonly (Pictures | undefined)[],
  partial: boolean,
): readonly (Pictures | undefined)[] {
  const counts = sources.flatMap((source) => (source !== undefined && 'files' in source ? [source.files.length] : []));
  const least = Math.min(...counts);
  if (counts.every((count) => count === least)) return sources;
  if (!partial) {
    const said = `${name}: ${counts.join(' and ')} pictures do not belong together`;
    throw new InputError(wording`${said}; the option ${optionName('partial')} takes the first of each`);
  }
  return sources.map((source) =>
    source !== undefined && 'files' in source ? { files: source.files.slice(0, least) } : source,
  );
}

function itemsOf(names: readonly string[], results: readonly TaskResult[]): ItemScores[] {
  return names.flatMap((name, i) => {
    const { scores, curve, frames } = results[i]!;
    const ofCurve =
      curve === undefined ? undefined : fOfCurve({ precision: curve.subarray(0, 256), recall: curve.subarray(256) });
    const all = ofCurve === undefined ? scores : { maxF: ofCurve.max, meanF: ofCurve.mean, ...scores };
    if (curve === undefined && Object.keys(scores).length === 0) return [];
    return [
      { name, scores: all, ...(curve === undefined ? {} : { curve }), ...(frames === undefined ? {} : { frames }) },
    ];
  });
}

/** Frames that stand beside masks, as in `<sequence>/frames` and `<sequence>/masks`. */
function framesBeside(masks: string): Entries | undefined {
  const frames = listEntries(masks, 'frames');
  const own = listEntries(masks, 'masks');
  const differs = [...frames].some(
    ([name, { pictures }]) => JSON.stringify(pictures) !== JSON.stringify(own.get(name)!.pictures),
  );
  return differs ? frames : undefined;
}

async function sizeOf(entry: { readonly pictures: Pictures } | undefined) {
  const [path] = entry !== undefined && 'files' in entry.pictures ? entry.pictures.files : [];
  return path === undefined ? undefined : readImageSize(path);
}

function isSequence(maps: Entries, names: readonly string[]): boolean {
  return names.some((name) => maps.get(name)!.sequence);
}

function* generate<T>(count: number, make: (index: number) => T): Generator<T> {
  for (let i = 0; i < count; i++) yield make(i);
}

function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and others`;
}

/** The figure that items are sorted by, from the first one that was measured. */
const sorters = ['S', 'NSS', 'CC', 'boxF'];

/** Draws the three best, middling and worst items of the first method, with the maps of all methods. */
async function drawSheet(
  { methods }: Evaluation,
  names: readonly string[],
  results: readonly TaskResult[],
  taskOf: (index: number) => EvaluationTask,
  threads: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const by = sorters.find((name) => methods[0]!.figures[name] !== undefined)!;
  const sorted = methods[0]!.items
    .filter(({ scores }) => scores[by] !== undefined)
    .toSorted((a, b) => b.scores[by]! - a.scores[by]!);
  const few = Math.min(3, Math.floor(sorted.length / 3) || 1);
  const middle = Math.max(few, Math.floor((sorted.length - few) / 2));
  const places = [
    ...sorted.slice(0, few).map((item) => ({ item, place: 'best' })),
    ...sorted.slice(middle, Math.min(middle + few, sorted.length - few)).map((item) => ({ item, place: 'middling' })),
    ...sorted.slice(Math.max(few, sorted.length - few)).map((item) => ({ item, place: 'worst' })),
  ];
  const indices = places.flatMap(({ item }) => methods.map((_, m) => m * names.length + names.indexOf(item.name)));
  const drawn = new Map(indices.map((index) => [index, results[index]!]));
  const missing = indices.filter((index) => drawn.get(index)!.thumbnails.map === undefined);
  const keep = (result: TaskResult, i: number) => drawn.set(missing[i]!, result);
  await scoreAll(
    generate(missing.length, (i) => taskOf(missing[i]!)),
    Math.min(threads, missing.length),
    keep,
    signal,
  );
  const rows = places.map(({ item, place }, r) => {
    const own = methods.map((_, m) => drawn.get(indices[r * methods.length + m]!)!.thumbnails);
    const figures = methods.map(({ items }) => items.find(({ name }) => name === item.name)?.scores[by]?.toFixed(3));
    const { picture, truth } = own[0]!;
    return {
      heading: `${place}: ${item.name}, ${by} ${figures.join(' / ')}`,
      pictures: [picture, truth, ...own.map(({ map }) => map)].filter((one) => one !== undefined),
    };
  });
  const { picture, truth } = drawn.get(indices[0]!)!.thumbnails;
  const columns = [...(picture ? ['picture'] : []), ...(truth ? ['mask'] : []), ...methods.map(({ name }) => name)];
  return contactSheet(columns, rows);
}
