import { convert } from '#lib/pipeline/convert.js';
import { makeClip, scratchFolder } from '../test/helpers/clips.js';
import { Machines, noRedis } from '../test/helpers/machines.js';
import { modelPath } from '../test/helpers/model-modules.js';

/** Segments for each worker: with more workers there is more to do, so that all take as long. */
const each = 3;
const segmentSeconds = 20;
const frameRate = 4;
/** Milliseconds that the model sleeps for a frame: 8 s a segment, of which no core knows. */
const sleep = 100;

/**
 * What the queue costs: a model that sleeps in place of arithmetic, so that more workers than cores can be told apart.
 *
 * @param args - numbers of workers. Default: 1, 2, 4, 8, 16, 32.
 */
export async function run(args: string[]): Promise<void> {
  if (noRedis) throw new Error('there is no redis-server to measure with');
  const counts = args.length > 0 ? args.map(Number) : [1, 2, 4, 8, 16, 32];
  const scratch = scratchFolder();
  const machines = new Machines(scratch.path);
  try {
    const longest = Math.max(...counts) * each * segmentSeconds;
    const clip = makeClip(
      scratch.file('clip.mkv'),
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=64x36:r=${frameRate}:d=${longest}`,
    );
    await machines.startRedis();
    let one = 0;
    process.stdout.write('workers  segments  seconds  segments a second  × one\n');
    for (const count of counts) {
      const place = machines.place();
      for (let i = 0; i < count; i++) await machines.worker(place, ['--lock', '30']);
      const segments = count * each;
      const startedAt = performance.now();
      await convert(clip, scratch.file(`out-${count}.mkv`), {
        ...{ size: 'analysis', analysisSize: 32, encoding: { codec: 'ffv1' } },
        ...{ model: modelPath('patient'), modelOptions: { sleep }, end: segments * segmentSeconds, ...place },
      });
      const seconds = (performance.now() - startedAt) / 1000;
      await machines.stopWorkers();
      const rate = segments / seconds;
      one ||= rate / count;
      const cells = [count, segments, seconds.toFixed(1), rate.toFixed(3), (rate / one).toFixed(2)];
      process.stdout.write(`${cells.map((cell, i) => String(cell).padStart([7, 8, 7, 17, 5][i]!)).join('  ')}\n`);
    }
  } finally {
    await machines.stopAll();
    scratch.remove();
  }
}
