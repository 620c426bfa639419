// Bundles the page's script and style, the plotting library included, into assets.ts: a report has to be one file.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const uplot = dirname(dirname(createRequire(import.meta.url).resolve('uplot')));
const license = await readFile(join(uplot, 'LICENSE'), 'utf8');

const { outputFiles } = await build({
  entryPoints: [join(here, 'page/main.ts')],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  write: false,
  legalComments: 'none',
  banner: { js: `/* Contains uPlot.\n${license.trim()}\n*/` },
});
const script = outputFiles[0].text;
if (script.includes('</script')) throw new Error('the bundled script would end its own element');

const styles = [join(uplot, 'dist/uPlot.min.css'), join(here, 'page/page.css')].map((path) => readFile(path, 'utf8'));
const { code: style } = await transform((await Promise.all(styles)).join('\n'), { loader: 'css', minify: true });

await writeFile(
  join(here, 'assets.ts'),
  `// Written by build.js.
export const pageScript: string = ${JSON.stringify(script)};
export const pageStyle: string = ${JSON.stringify(style)};
`,
);
