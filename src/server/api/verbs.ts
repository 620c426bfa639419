import {
  analysisFileOptions,
  clipOptions,
  convertOptions,
  cutoutOptions,
  type ExportFormatName,
  encodingOptions,
  exportFormats,
  exportOptions,
  exportSuffix,
  extensionFor,
  fuseOptions,
  imageOptions,
  mapEncodingOptions,
  models,
  type OptionSpec,
  type OptionTable,
  outputOptions,
  overlayClipOptions,
  overlayOptions,
  passOptions,
  reframeOptions,
  reportOptions,
  thumbnailOptions,
} from '../../index.js';
import { clientOptions } from './client-options.js';

/** These values a client gave for the options of a verb; they are checked. */
export type Given = Readonly<Record<string, unknown>>;

/** Something that the service does for its clients. */
export interface Verb {
  readonly summary: string;
  readonly takes: 'clip' | 'picture' | 'analysis';
  /** The options that a client may set, all in one place, as the flags of the program are. */
  readonly options: OptionTable;
  /** Files that a client may give beside the input, by name. */
  readonly files: readonly string[];
  /**
   * Names the result: a file, or a folder with a slash at its end.
   *
   * @param name - what the client calls its input; only the extension counts.
   */
  output(given: Given, name: string): string;
}

export const verbNames = [
  ...([
    'convert',
    'overlay',
    'cutout',
    'analyze',
    'reframe',
    'thumbnail',
    'report',
    'image',
    'probe',
    'export',
  ] as const),
];

export type VerbName = (typeof verbNames)[number];

/** Models that are of the package: one of a file, or of a module, is none for clients. */
const clientModels = models.filter(({ options }) => !Object.hasOwn(options, 'weights'));

const modelTables = [...clientModels.map(({ options }) => options as OptionTable), fuseOptions];

const modelNames = clientModels.map(({ name }) => name);

function modelOption(spec: OptionSpec): OptionSpec {
  return {
    ...spec,
    type: 'text',
    placeholder: 'name',
    expected: `one of ${modelNames.join(', ')}, or several with commas between`,
    accepts: (text) => text.split(',').every((name) => modelNames.includes(name.trim())),
  } as OptionSpec;
}

const background: OptionTable = {
  background: {
    ...cutoutOptions.background,
    expected: 'a color (#rrggbb, or a name such as black or green), blur or blur:n in pixels; or a file of that name',
    accepts: (text) => /^(#[0-9a-f]{3,8}|[a-z]{1,40}|blur:\d{1,5}(\.\d{1,3})?)$/i.test(text),
  },
};

/** A path of the crop is written beside the clip. */
const cropPath: OptionTable = {
  path: {
    type: 'choice',
    choices: ['json', 'cmd', 'txt', 'fcpxml', 'xml'],
    summary: 'write the path of the crop too, in this form',
  },
};

const { sideBySide: _, ...heatOptions } = overlayOptions;
const { bitDepth: __, ...colorEncoding } = encodingOptions;

const formatOption = (choices: readonly string[]): OptionTable => ({
  format: { type: 'choice', choices, summary: 'form of the result' },
});

/** The options of a verb that goes through a clip. */
function clipTable(clip: OptionTable, ...tables: readonly OptionTable[]): OptionTable {
  return { ...clientOptions(...modelTables, clip, ...tables), model: modelOption(clip.model!) };
}

const videoOf =
  (stem: string) =>
  ({ format }: Given, name: string) =>
    format === 'npy' ? `${stem}/` : withExtension(stem, extensionFor(name, format as undefined));

/** Joins a name with an extension, or with the slash of a folder. */
function withExtension(stem: string, extension: string): string {
  return `${stem}${extension}`;
}

/** Everything that the service does, by the names of the program's verbs. */
export const verbs: Readonly<Record<VerbName, Verb>> = {
  convert: {
    summary: 'a saliency video, white where the eye goes',
    takes: 'clip',
    options: clipTable(clipOptions, outputOptions, mapEncodingOptions, convertOptions),
    files: [],
    output: videoOf('saliency'),
  },
  overlay: {
    summary: 'a heatmap of where eyes rest over the clip',
    takes: 'clip',
    options: clipTable(overlayClipOptions, outputOptions, colorEncoding, overlayOptions),
    files: [],
    output: videoOf('overlay'),
  },
  cutout: {
    summary: 'what stands out of the clip, with transparency or before another background',
    takes: 'clip',
    options: { ...clipTable(clipOptions, outputOptions, encodingOptions, cutoutOptions), ...background },
    files: ['background'],
    output: (given, name) =>
      given.format === undefined && given.background === undefined ? 'cutout.mov' : videoOf('cutout')(given, name),
  },
  analyze: {
    summary: 'numbers for every frame and shot',
    takes: 'clip',
    options: clipTable(clipOptions, passOptions, analysisFileOptions),
    files: [],
    output: ({ format = 'json' }) => `analysis.${format}`,
  },
  reframe: {
    summary: 'the clip in another shape, the crop following attention',
    takes: 'clip',
    options: { ...clipTable(clipOptions, passOptions, colorEncoding, reframeOptions), ...cropPath },
    files: ['plan'],
    output: (given, name) => videoOf(given.preview === true ? 'preview' : 'reframed')(given, name),
  },
  thumbnail: {
    summary: 'the best stills of the clip',
    takes: 'clip',
    options: clipTable(clipOptions, thumbnailOptions),
    files: [],
    output: () => 'stills/',
  },
  report: {
    summary: 'a page to look at: the clip, its heatmap, plots, shots',
    takes: 'clip',
    options: clipTable(clipOptions, reportOptions),
    files: ['plan'],
    output: () => 'report.html',
  },
  image: {
    summary: 'a saliency map of a picture, a heatmap over it, or the stages of the ranking',
    takes: 'picture',
    options: {
      ...clientOptions(...modelTables, imageOptions, heatOptions, overlayOptions),
      model: modelOption(imageOptions.model),
      kind: imageOptions.kind,
      ...formatOption(['png', 'npy', 'jpg', 'webp']),
    },
    files: [],
    output: ({ kind = 'map', format = 'png' }) => `${kind === 'map' ? 'saliency' : kind}.${format}`,
  },
  probe: {
    summary: 'what a clip holds, as the decoder will see it',
    takes: 'clip',
    options: clientOptions({ stream: clipOptions.stream, maxPixels: clipOptions.maxPixels }),
    files: [],
    output: () => 'probe.json',
  },
  export: {
    summary: 'an analysis as markers, edit lists, chapters or keyframes',
    takes: 'analysis',
    options: clientOptions(exportOptions),
    files: [],
    output: ({ format }) =>
      `export${Object.hasOwn(exportFormats, String(format)) ? exportSuffix(format as ExportFormatName) : ''}`,
  },
};

/** The names among those of `model`, each with the options that it takes. */
export function modelsOf(model: string): readonly { readonly name: string; readonly options: OptionTable }[] {
  const names = model.split(',').map((name) => name.trim());
  return clientModels.filter(({ name }) => names.includes(name));
}

/** Options of models, of whatever model. */
export const modelTable: OptionTable = Object.assign({}, ...modelTables);
