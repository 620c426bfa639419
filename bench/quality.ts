// npm run bench -- quality [out] [model] [option=value ...]: maps of the stills of duts-200, to be measured by
// sod_metrics.py, which is run too where it is at hand.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { createModel, defaultModel } from '#lib/models/registry.js';
import { media } from '../test/helpers/media.js';
import { readPicture, writeMap } from './pictures.js';
import { modelSettings } from './settings.js';

export async function run([out = 'out/bench/quality', name = defaultModel, ...settings]: string[]) {
  const images = media('images/duts-200/img');
  const masks = media('images/duts-200/gt');
  if (!images || !masks) {
    process.stderr.write('quality: there is no duts-200; set SALIENCY_MEDIA to the folder that holds images/\n');
    return;
  }
  mkdirSync(out, { recursive: true });
  for (const file of readdirSync(images).sort()) {
    const { rgb, width, height } = await readPicture(join(images, file));
    const model = await createModel(name, { width, height, ...modelSettings(settings) });
    const maps: Float32Array[] = [];
    model.push(rgb, (map) => maps.push(map.slice()));
    model.flush((map) => maps.push(map.slice()));
    await writeMap(join(out, `${parse(file).name}.png`), maps[0]!, width, height);
  }
  const metrics = media('../oracle/sod_metrics.py');
  if (metrics && existsSync('/usr/bin/python3')) {
    process.stdout.write(execFileSync('/usr/bin/python3', [metrics, out, masks], { timeout: 300_000 }));
  }
}
