// npm run bench -- clips [option=value ...]: what the carrying of superpixels from frame to frame does to accuracy and
// flicker. Maps of the sequences of video-gt, with it and without, measured against their masks.
import { mkdirSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { evaluationTable, itemTable } from '#lib/evaluation/evaluation-text.js';
import { createModel } from '#lib/models/registry.js';
import { evaluate } from '#lib/pipeline/evaluate/evaluate.js';
import { media } from '../test/helpers/media.js';
import { type Picture, readPicture, writeMap } from './pictures.js';
import { modelSettings } from './settings.js';

export async function run(args: string[]): Promise<void> {
  const data = media('video-gt');
  if (!data) {
    process.stderr.write('clips: there is no video-gt; set SALIENCY_MEDIA to the folder that holds it\n');
    return;
  }
  const totals = { reuse: { frames: 0, reused: 0, passes: 0 }, nothing: { frames: 0, reused: 0, passes: 0 } };
  for (const sequence of readdirSync(data).sort()) {
    const folder = join(data, sequence, 'frames');
    const files = readdirSync(folder).sort();
    const pictures: Picture[] = [];
    for (const file of files) pictures.push(await readPicture(join(folder, file)));
    for (const mode of ['reuse', 'nothing'] as const) {
      const out = join('out/bench/clips', mode, sequence);
      mkdirSync(out, { recursive: true });
      const { width, height } = pictures[0]!;
      const model = await createModel('manifold-ranking', {
        width,
        height,
        ...modelSettings(args),
        reuse: mode === 'reuse',
      });
      const writing: Promise<void>[] = [];
      const emit = (map: Float32Array) => {
        const name = `${parse(files[writing.length]!).name}.png`;
        writing.push(writeMap(join(out, name), map.slice(), width, height));
      };
      for (const { rgb } of pictures) {
        const stats = model.push(rgb, emit);
        totals[mode].frames++;
        totals[mode].passes += stats.counts.iterations ?? 0;
        totals[mode].reused += stats.counts.graphReused ?? 0;
      }
      model.flush(emit);
      await Promise.all(writing);
    }
  }
  for (const [mode, { frames, reused, passes }] of Object.entries(totals)) {
    const share = ((100 * reused) / frames).toFixed(1);
    process.stdout.write(
      `${mode}: ${frames} frames, ${(passes / frames).toFixed(2)} passes, ${share} % graphs reused\n`,
    );
    const report = await evaluate({ maps: join('out/bench/clips', mode), masks: data });
    process.stdout.write(`${itemTable(report)}\n${evaluationTable(report)}`);
  }
}
