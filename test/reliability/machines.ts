// npm run reliability-machines -- [rounds]: three workers map a clip, and one of them is killed at a random moment.
import { readFileSync } from 'node:fs';
import { convert } from '#lib/pipeline/convert.js';
import { makeClip, scratchFolder } from '../helpers/clips.js';
import { Machines, noRedis, storeFiles } from '../helpers/machines.js';
import { modelPath } from '../helpers/model-modules.js';

const rounds = Number(process.argv[2] ?? 10);
/** Milliseconds from the start of a conversion within which a worker is killed: the conversion takes longer. */
const within = 4000;

if (noRedis) {
  process.stdout.write('there is no redis-server to try with\n');
  process.exit();
}
const scratch = scratchFolder();
const machines = new Machines(scratch.path);
let wrong = 0;
try {
  const clip = makeClip(scratch.file('clip.mkv'), '-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=4:d=240');
  const look = {
    size: 'analysis',
    analysisSize: 32,
    encoding: { codec: 'ffv1' },
    model: modelPath('patient'),
  } as const;
  const local = scratch.file('local.mkv');
  await convert(clip, local, look);
  const expected = readFileSync(local);
  await machines.startRedis();
  for (let round = 0; round < rounds; round++) {
    const place = machines.place();
    const workers = await Promise.all([0, 1, 2].map(() => machines.worker(place)));
    const output = scratch.file(`out-${round}.mkv`);
    const done = convert(clip, output, { ...look, modelOptions: { sleep: 12 }, ...place });
    const afterMs = Math.random() * within;
    const killed = new Promise((resolve) => setTimeout(resolve, afterMs)).then(() => workers[round % 3]!.kill());
    await Promise.all([done, killed]);
    const same = readFileSync(output).equals(expected);
    const left = storeFiles(place.store).length;
    if (!same || left > 0) wrong++;
    const of = workers.map((worker) => worker.events('mapped').length).join(', ');
    process.stdout.write(
      `${round + 1}: worker ${(round % 3) + 1} killed after ${(afterMs / 1000).toFixed(2)} s; segments mapped: ${of}; ${same ? 'the same file' : 'ANOTHER FILE'}, ${left} left in the store\n`,
    );
    await machines.stopWorkers();
  }
} finally {
  await machines.stopAll();
  scratch.remove();
}
process.stdout.write(`${rounds} rounds, ${wrong} wrong\n`);
process.exitCode = wrong === 0 ? 0 : 1;
