import { writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import {
  analysisFileOptions,
  clipOptions,
  convert,
  convertImage,
  convertOptions,
  cutout,
  cutoutOptions,
  encodingOptions,
  exportAnalysis,
  exportOptions,
  findBinaries,
  imageOptions,
  mapEncodingOptions,
  type OptionTable,
  outputOptions,
  overlay,
  overlayOptions,
  type Progress,
  passOptions,
  probe,
  reframe,
  reframeOptions,
  reportOptions,
  thumbnailOptions,
  thumbnails,
  writeAnalysis,
  writeReport,
} from '../../index.js';
import { modelTable, type VerbName } from '../api/verbs.js';
import { hidePaths } from './hide-paths.js';
import type { JobTask } from './job-task.js';
import { linkOrCopy } from './link-or-copy.js';

/** The library tells this of its work. */
interface Done {
  readonly frames?: number | undefined;
  readonly warnings: readonly string[];
  readonly damage?: { readonly message: string } | undefined;
}

/** Watches a task, and ends it. */
interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

type Work = (task: JobTask, watch: Watch) => Promise<Done>;

/** Does what a client asked for, by the calls of the library. */
export async function doTask(task: JobTask, watch: Watch): Promise<Done> {
  const done = await works[task.verb](task, watch);
  for (const path of [task.input, task.output]) await hidePaths(task.folder, path);
  return done;
}

const works: Readonly<Record<VerbName, Work>> = {
  convert: (task, watch) =>
    convert(task.input, task.output, {
      ...videoOf(task, watch),
      ...pick(task, convertOptions),
      ...files(task, 'overlay'),
      encoding: pick(task, mapEncodingOptions),
    }),
  overlay: (task, watch) =>
    overlay(task.input, task.output, { ...videoOf(task, watch), ...pick(task, overlayOptions) }),
  cutout: (task, watch) =>
    cutout(task.input, task.output, { ...videoOf(task, watch), ...pick(task, cutoutOptions), ...task.files }),
  analyze: (task, watch) =>
    writeAnalysis(task.input, task.output, { ...clipOf(task, watch), ...pick(task, analysisFileOptions) }),
  reframe: (task, watch) => {
    const { path } = task.options;
    return reframe(task.input, task.output, {
      ...clipOf(task, watch),
      ...pick(task, reframeOptions),
      ...(path === undefined ? {} : { path: join(task.folder, `crop.${path}`) }),
      ...task.files,
      encoding: pick(task, encodingOptions),
    });
  },
  thumbnail: (task, watch) =>
    thumbnails(task.input, task.output, { ...clipOf(task, watch), ...pick(task, thumbnailOptions) }),
  async report(task, watch) {
    // The page plays the clip from beside it.
    const clip = join(task.folder, `clip${extname(task.input)}`);
    await linkOrCopy(task.input, clip);
    const options = { ...clipOf(task, watch), ...pick(task, reportOptions), ...files(task, 'overlay'), ...task.files };
    return writeReport(clip, task.output, options);
  },
  async image(task, { signal }) {
    const { bitDepth, format: _, ...options } = pick(task, imageOptions) as Record<string, never>;
    await convertImage(task.input, task.output, {
      ...options,
      ...(bitDepth === undefined ? {} : { bitDepth }),
      overlay: pick(task, overlayOptions),
      modelOptions: pick(task, modelTable),
      force: true,
      signal,
    });
    return { warnings: [] };
  },
  async probe({ input, output, options }, { signal }) {
    const { stream, maxPixels } = options as { stream?: number; maxPixels?: number };
    const info = await probe(input, { binaries: await findBinaries({}), stream, maxPixels, signal });
    await writeFile(output, `${JSON.stringify({ ...info, path: basename(input) }, null, 2)}\n`);
    return { warnings: [] };
  },
  export: (task, { signal }) =>
    exportAnalysis(task.input, task.output, { ...pick(task, exportOptions), force: true, signal }),
};

/** Options of every call that goes through a clip. */
function clipOf(task: JobTask, watch: Watch) {
  const arrays = task.verb === 'convert' && task.options.format === 'npy';
  // Arrays are not rounded, and so are mapped here and from the start.
  const segments = arrays ? {} : task.segments;
  const { resume = !arrays && Object.keys(segments).length === 0 } = task.options;
  return {
    ...pick(task, clipOptions),
    ...pick(task, passOptions),
    ...segments,
    // What was finished when the service was ended is taken up by the next one.
    resume: resume === true,
    force: true,
    modelOptions: pick(task, modelTable),
    ...watch,
  };
}

/** Options of every call that writes videos. */
function videoOf(task: JobTask, watch: Watch) {
  const { encoding: _, dryRun: __, ...table } = outputOptions;
  return {
    ...pick(task, table),
    ...clipOf(task, watch),
    ...files(task, 'analysis'),
    encoding: pick(task, encodingOptions),
  };
}

/** The options of a table among those that the client gave. */
function pick({ options }: JobTask, table: OptionTable): Record<string, never> {
  const own = Object.entries(options).filter(([name]) => Object.hasOwn(table, name));
  return Object.fromEntries(own) as Record<string, never>;
}

/** The file of an option, by its place in the folder of results. */
function files({ options, folder }: JobTask, name: string): Record<string, never> {
  const file = options[name] as { readonly path: string } | undefined;
  if (file === undefined) return {};
  const encoding = Object.fromEntries(Object.entries(file).filter(([key]) => Object.hasOwn(encodingOptions, key)));
  const others = Object.entries(file).filter(([key]) => name !== 'overlay' || !Object.hasOwn(encodingOptions, key));
  const how = { ...Object.fromEntries(others), ...(name === 'overlay' ? { encoding } : {}) };
  return { [name]: { ...how, path: join(folder, file.path) } } as Record<string, never>;
}
