// npm run bench -- sequences [out] [model] [option=value ...]: maps of the sequences with masks, to be measured by
// video_metrics.py, which is run too where it is at hand.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { createModel } from '#lib/models/registry.js';
import { media } from '../test/helpers/media.js';
import { readPicture, writeMap } from './pictures.js';
import { modelSettings } from './settings.js';

export async function run([out = 'out/bench/sequences', name = 'manifold-ranking', ...settings]: string[]) {
  const data = process.env.SALIENCY_SEQUENCES ?? media('video-gt');
  if (!data) {
    process.stderr.write('sequences: there is no video-gt; set SALIENCY_MEDIA to the folder that holds it\n');
    return;
  }
  for (const sequence of readdirSync(data).sort()) {
    const folder = join(data, sequence, 'frames');
    const files = readdirSync(folder).sort();
    mkdirSync(join(out, sequence), { recursive: true });
    const { width, height } = await readPicture(join(folder, files[0]!));
    const model = await createModel(name, { width, height, ...modelSettings(settings) });
    const writing: Promise<void>[] = [];
    const emit = (map: Float32Array) => {
      const path = join(out, sequence, `${parse(files[writing.length]!).name}.png`);
      writing.push(writeMap(path, map.slice(), width, height));
    };
    for (const file of files) model.push((await readPicture(join(folder, file))).rgb, emit);
    model.flush(emit);
    await Promise.all(writing);
  }
  const metrics = media('../oracle/video_metrics.py');
  if (metrics && existsSync('/usr/bin/python3')) {
    const args = [metrics, out, data, '--per-sequence'];
    process.stdout.write(execFileSync('/usr/bin/python3', args, { timeout: 900_000 }));
  }
}
