// npm run bench -- gaze [out] [model] [option=value ...]: maps of stills with the gaze of viewers, to be measured by
// fix_metrics.py, which is run too where it is at hand. SALIENCY_GAZE names another folder of img/ and fixations.json.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { media } from '../test/helpers/media.js';
import { mapStills } from './map-stills.js';

export async function run([out = 'out/bench/gaze', name = 'gaze', ...settings]: string[]) {
  const data = process.env.SALIENCY_GAZE ?? media('fixations/OSIE-60');
  if (!data) {
    process.stderr.write('gaze: there are no fixations; set SALIENCY_MEDIA to the folder that holds them\n');
    return;
  }
  mkdirSync(out, { recursive: true });
  const images = join(data, 'img');
  await mapStills(
    readdirSync(images)
      .sort()
      .map((file) => join(images, file)),
    out,
    name,
    settings,
  );
  const metrics = media('../oracle/fix_metrics.py');
  if (metrics && existsSync('/usr/bin/python3')) {
    const args = [metrics, out, join(data, 'fixations.json')];
    process.stdout.write(execFileSync('/usr/bin/python3', args, { timeout: 300_000 }));
  }
}
