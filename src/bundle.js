// Bundles what is shipped into dist/bundle: Node takes half a millisecond for each of some 200 files, and would spend
// more on them than on its own start. What several entries share is shared: an error is of one class for all.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = 'dist/bundle';

await rm(`${root}/${outdir}`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    index: 'dist/index.js',
    browser: 'dist/browser.js',
    main: 'dist/cli/main.js',
    element: 'dist/page/element/saliency-overlay.js',
    'element-worker': 'dist/page/element/element-worker.js',
    // By these names, beside whatever starts them.
    'model-worker': 'dist/workers/model-worker.js',
    'onnx-model': 'dist/onnx/onnx-model.js',
    'job-process': 'dist/server/jobs/job-process.js',
    'machine-worker': 'dist/pipeline/machines/machine-worker.js',
    'evaluation-worker': 'dist/pipeline/evaluate/evaluation-worker.js',
  },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
});
