// Bundles the page into dist/bundle/page: a folder of static files for any web host, and for `saliency view`.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const outdir = join(root, 'dist/bundle/page');
const { resolve } = createRequire(import.meta.url);
const uplot = dirname(dirname(resolve('uplot')));
const packages = ['mediabunny', 'uplot', 'fflate'];

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    page: 'src/page/app/main.ts',
    'page-worker': 'src/page/engine/page-worker.ts',
  },
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  legalComments: 'none',
  charset: 'utf8',
  chunkNames: '[name]-[hash]',
  plugins: [
    {
      // Weights are files of their own, which is a little smaller than text. The network that refines mattes at full size
      // has no use in the page.
      name: 'weights',
      setup({ onLoad }) {
        onLoad({ filter: /networks[\\/]data[\\/]refine\.ts$/ }, () => ({ contents: 'export default undefined;' }));
        onLoad({ filter: /networks[\\/]data[\\/](gaze|object)\.ts$/ }, async ({ path }) => {
          const text = await readFile(path, 'utf8');
          const [, base64] = /base64: string =\s*'([^']+)'/.exec(text);
          const name = `${basename(path, '.ts')}.bin`;
          await writeFile(join(outdir, name), Buffer.from(base64, 'base64'));
          return { loader: 'ts', contents: text.replace(/^export const base64[^;]*;/m, fetchWeights(name)) };
        });
        // Bytes compress better than their base64, which knows no borders of theirs.
        onLoad({ filter: /kernels[\\/]wasm\.ts$/ }, async ({ path }) => {
          const text = await readFile(path, 'utf8');
          const [declaration, base64] = /^export const wasmBase64[^=]*=\s*'([^']+)';/m.exec(text);
          const bytes = JSON.stringify(Buffer.from(base64, 'base64').toString('latin1'));
          return {
            loader: 'ts',
            contents: text.replace(declaration, () => `export const wasmBase64 = btoa(${bytes});`),
          };
        });
      },
    },
  ],
});

const styles = [join(uplot, 'dist/uPlot.min.css'), join(here, 'app/page.css')].map((path) => readFile(path, 'utf8'));
const { code: style } = await transform((await Promise.all(styles)).join('\n'), { loader: 'css', minify: true });
await writeFile(join(outdir, 'page.css'), style);
for (const name of ['index.html', 'icon.svg']) await copyFile(join(here, 'app', name), join(outdir, name));
await copyFile(join(root, 'samples/street.mp4'), join(outdir, 'street.mp4'));

const licenses = packages.map(async (name) => {
  const folder = folderOf(name);
  const { version, license, homepage } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const text = await readFile(join(folder, 'LICENSE'), 'utf8');
  return `${name} ${version} (${license}), source at ${homepage}\n\n${text.trim()}\n`;
});
const own = await readFile(join(root, 'LICENSE'), 'utf8');
const texts = [`video-saliency (MIT)\n\n${own.trim()}\n`, ...(await Promise.all(licenses))];
await writeFile(join(outdir, 'licenses.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));

/** Code that reads a file of weights as the text that networks are loaded from. */
function fetchWeights(name) {
  return `
    const answer = await fetch(new URL('./${name}', import.meta.url));
    if (!answer.ok) throw new Error('${name} could not be read: ' + answer.status);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
    export const base64 = btoa(text);`;
}

/** The folder of a package, which may not let its package.json be resolved. */
function folderOf(name) {
  const path = resolve(name);
  return path.slice(0, path.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
}
