import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layerOf, resolveImport, root, sources, specifiers, withoutComments } from './sources.js';

/** What each layer may import besides itself: what lies below it, and only what it has a use for. */
const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kernels: ['core'],
  superpixels: ['kernels', 'core'],
  flow: ['kernels', 'core'],
  filters: ['kernels', 'core'],
  networks: ['kernels', 'core'],
  spectra: ['core'],
  features: ['superpixels', 'kernels', 'core'],
  ranking: ['superpixels', 'kernels', 'core'],
  temporal: ['flow', 'kernels', 'core'],
  models: [...['networks', 'temporal', 'ranking', 'superpixels', 'filters', 'features', 'spectra', 'kernels', 'core']],
  // A network of the user's own, from a file: in Node alone.
  onnx: ['models', 'temporal', 'features', 'files', 'kernels', 'core'],
  // Pixels from elsewhere, made ready for a model.
  pixels: ['kernels', 'core'],
  render: ['core'],
  files: ['core'],
  images: ['files', 'core'],
  analysis: ['core'],
  // The flow along which flicker is measured.
  evaluation: ['flow', 'kernels', 'core'],
  exports: ['analysis', 'core'],
  // The files for editors that a page offers.
  report: ['exports', 'analysis'],
  mapping: ['core'],
  // An analysis for what is measured of a frame, which travels with its map.
  segments: ['analysis', 'render', 'core'],
  workers: ['models', 'mapping', 'core'],
  // Errors as they travel between threads, which jobs carry too.
  queue: ['segments', 'workers', 'analysis', 'files', 'core'],
  'video/ffmpeg': ['files', 'core'],
  'video/decode': ['video/ffmpeg', 'files', 'core'],
  'video/encode': ['video/ffmpeg', 'files', 'core'],
  clip: ['video/decode', 'video/ffmpeg', 'workers', 'mapping', 'onnx', 'models', 'core'],
  // Superpixels and ranking for the panel that shows the stages of the ranking.
  pipeline: [
    ...['clip', 'segments', 'queue', 'video/encode', 'video/ffmpeg', 'images', 'files', 'models', 'ranking'],
    ...['superpixels', 'render', 'analysis', 'evaluation', 'exports', 'report', 'workers', 'core'],
  ],
  'browser.ts': [
    ...['models', 'ranking', 'superpixels', 'flow', 'pixels', 'mapping', 'workers', 'render', 'analysis', 'exports'],
    ...['evaluation', 'core'],
  ],
  'index.ts': [
    ...['browser.ts', 'pipeline', 'clip', 'queue', 'report', 'images', 'files', 'video/decode', 'video/encode'],
    'video/ffmpeg',
  ],
  server: ['index.ts'],
  cli: ['index.ts', 'server'],
  page: ['browser.ts'],
  'index.ts': ['browser.ts', 'pipeline', 'clip', 'report', 'files', 'video/decode', 'video/encode', 'video/ffmpeg'],
  cli: ['index.ts'],
};

/** Layers that run in a browser as they are. */
const portable = [
  ...['core', 'kernels', 'superpixels', 'flow', 'filters', 'networks', 'ranking', 'temporal', 'models'],
  ...['spectra', 'features'],
  ...['mapping', 'pixels', 'render', 'analysis', 'evaluation', 'exports'],
];
/** Files of other layers that do too. */
const portableFiles = ['protocol', 'model-host', 'remote-model', 'local-model'].map((name) => `workers/${name}.ts`);
const isPortable = ({ path, layer }: { path: string; layer: string }) =>
  portable.includes(layer) || portableFiles.includes(path);

/** Packages, and the only places that may load them. */
const keepers: Readonly<Record<string, RegExp>> = {
  'fluent-ffmpeg': /^video\/ffmpeg\/command\.ts$/,
  '@ffmpeg-installer/ffmpeg': /^video\/ffmpeg\/binaries\.ts$/,
  '@ffprobe-installer/ffprobe': /^video\/ffmpeg\/binaries\.ts$/,
  'ffmpeg-static': /^video\/ffmpeg\/binaries\.ts$/,
  sharp: /^images\//,
  commander: /^cli\//,
  hono: /^server\//,
  '@hono/node-server': /^server\//,
  'prom-client': /^server\/metrics\.ts$/,
  bullmq: /^queue\/engine\.ts$/,
  ioredis: /^queue\/engine\.ts$/,
  '@aws-sdk/client-s3': /^queue\/bucket-store\.ts$/,
  uplot: /^report\/page\//,
  uplot: /^(report\/page|page\/app)\//,
  // Bundled into the page.
  mediabunny: /^page\/engine\//,
  fflate: /^page\//,
};

const imports = sources.flatMap(({ path, text, layer }) =>
  specifiers(text).map((specifier) => ({ path, layer, specifier })),
);
const isBuiltIn = (name: string) => name.startsWith('node:') || builtinModules.includes(name);

describe('the layers of src', () => {
  it('finds sources and their imports', () => {
    expect(sources.length).toBeGreaterThan(10);
    expect(specifiers(`import { a } from './a.js';\n// from './b.js'\nconst c = await import('c');`)).toEqual([
      './a.js',
      'c',
    ]);
  });

  it('has a place for every folder', () => {
    const unknown = sources.filter(({ layer }) => layers[layer] === undefined).map(({ path }) => path);
    expect(unknown).toEqual([]);
  });

  it('imports downward only', () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ path, layer, specifier }) => ({ path, layer, target: resolveImport(path, specifier) }))
      .filter(({ layer, target }) => {
        const targetLayer = layerOf(target);
        return targetLayer !== layer && !layers[layer]?.includes(targetLayer);
      })
      .map(({ path, target }) => `${path} → ${target}`);
    expect(wrong).toEqual([]);
  });

  it('allows nothing that no import needs', () => {
    const used = new Set(
      imports
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ path, layer, specifier }) => `${layer} → ${layerOf(resolveImport(path, specifier))}`),
    );
    const unused = Object.entries(layers)
      .flatMap(([layer, targets]) => targets.map((target) => `${layer} → ${target}`))
      .filter((allowance) => !used.has(allowance));
    expect(unused).toEqual([]);
  });

  it('are those of docs/architecture.md, and so is who imports whom', () => {
    const page = readFileSync(join(root, '..', 'docs', 'architecture.md'), 'utf8');
    const rows = Array.from(page.matchAll(/^\| `([^`]+)`( ●)? \|.*\|([^|]*)\|$/gm), ([, room, dot, imported]) => ({
      room: room!,
      portable: dot !== undefined,
      imports: Array.from(imported!.matchAll(/`([^`]+)`/g), ([, name]) => name!).sort(),
    })).filter(({ room }) => layers[room] !== undefined && !room.endsWith('.ts'));
    const expected = Object.entries(layers)
      .filter(([room]) => !room.endsWith('.ts'))
      .map(([room, imports]) => ({
        room,
        portable: room === 'core' || portable.includes(room),
        imports: imports.filter((name) => name !== 'core').sort(),
      }));
    const byName = (a: { room: string }, b: { room: string }) => a.room.localeCompare(b.room);
    expect(rows.sort(byName)).toEqual(expected.sort(byName));
  });

  it('imports nothing but known packages, each where it belongs', () => {
    const wrong = imports
      .filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltIn(specifier))
      .filter(({ path, specifier }) => !keepers[specifier]?.test(path))
      .map(({ path, specifier }) => `${path} → ${specifier}`);
    expect(wrong).toEqual([]);
  });

  it.each(['fluent-ffmpeg', 'sharp', 'commander'])('names %s in one place only', (name) => {
    const keeper = keepers[name]!;
    // Quoted anywhere: a package may also be loaded by a function that is not called require.
    const wrong = sources.filter(
      ({ path, text }) => !keeper.test(path) && new RegExp(`['"]${name}['"]`).test(withoutComments(text)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('lets browser.ts take only what runs in a browser', () => {
    const targets = imports
      .filter(({ path }) => path === 'browser.ts')
      .map(({ path, specifier }) => resolveImport(path, specifier));
    expect(targets.filter((path) => !isPortable({ path, layer: layerOf(path) }))).toEqual([]);
  });

  it('keeps Node out of the layers that run in a browser', () => {
    const importing = imports
      .filter((line) => isPortable(line) && isBuiltIn(line.specifier))
      .map(({ path, specifier }) => `${path} → ${specifier}`);
    const using = sources
      .filter((source) => isPortable(source) && /(?<![.\w])(process|Buffer)\./.test(withoutComments(source.text)))
      .map(({ path }) => path);
    expect([...importing, ...using]).toEqual([]);
  });
});
