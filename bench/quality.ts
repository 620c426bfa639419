// npm run bench -- quality [out] [model] [option=value ...]: maps of the stills of duts-200, to be measured by
// sod_metrics.py, which is run too where it is at hand.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultModel } from '#lib/models/registry.js';
import { media } from '../test/helpers/media.js';
import { mapStills } from './map-stills.js';

export async function run([out = 'out/bench/quality', name = defaultModel, ...settings]: string[]) {
  const images = media('images/duts-200/img');
  const masks = media('images/duts-200/gt');
  if (!images || !masks) {
    process.stderr.write('quality: there is no duts-200; set SALIENCY_MEDIA to the folder that holds images/\n');
    return;
  }
  mkdirSync(out, { recursive: true });
  await mapStills(
    readdirSync(images)
      .sort()
      .map((file) => join(images, file)),
    out,
    name,
    settings,
  );
  const metrics = media('../oracle/sod_metrics.py');
  if (metrics && existsSync('/usr/bin/python3')) {
    process.stdout.write(execFileSync('/usr/bin/python3', [metrics, out, masks], { timeout: 300_000 }));
  }
}
