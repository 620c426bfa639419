// npm run bench: what a frame costs by stage, with motion and time, and ranked alone from nothing and within a clip; and
// how the latter grows. Times are medians in milliseconds; the checksum beside them is of the maps, and tells whether two
// runs did the same.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createModel } from '#lib/models/registry.js';
import { media } from '../test/helpers/media.js';
import { disc } from '../test/helpers/scenes.js';
import { plot } from './plot.js';

const FRAMES = 40;
const ROUNDS = 4;
/** What a frame of a clip may take, in milliseconds, with motion and time. */
const TARGET = 8;
const out = 'out/bench';

interface Cost {
  total: number;
  stages: Map<string, number>;
  passes: number;
  reused: number;
  checksum: string;
}

export async function run(): Promise<void> {
  mkdirSync(out, { recursive: true });
  await printStages();
  const [width, height] = [400, 300];
  const clips = await loadClips(width, height);
  process.stdout.write(
    `each frame ranked alone, ${width} × ${height}, 200 superpixels, ${FRAMES} frames, ${ROUNDS} rounds\n\n`,
  );
  for (const [name, frames] of clips) {
    const nothing = await measure(frames, width, height, { temporal: 'off', reuse: false });
    const clip = await measure(frames, width, height, { temporal: 'off', reuse: true });
    print(`${name}, each frame from nothing`, nothing);
    print(`${name}, as a clip`, clip);
    process.stdout.write(`  ${(nothing.total / clip.total).toFixed(2)} × as fast as a clip\n\n`);
  }
  await plotGrowth();
}

/** Prints what each stage of a frame takes in a real clip, with everything on. */
async function printStages(): Promise<void> {
  const [width, height] = [400, 225];
  const clips = await loadClips(width, height);
  const [name, frames] = clips.find(([clip]) => clip === 'camel') ?? clips[0]!;
  const { total, stages } = await measure(frames, width, height, { reuse: true });
  process.stdout.write(`${name}, ${width} × ${height}, as a clip with motion and time: median milliseconds a frame\n`);
  for (const [stage, time] of stages) process.stdout.write(`  ${stage.padEnd(12)} ${time.toFixed(2).padStart(5)}\n`);
  process.stdout.write(`  ${'together'.padEnd(12)} ${total.toFixed(2).padStart(5)}, where ${TARGET} are allowed\n\n`);
}

async function loadClips(width: number, height: number): Promise<[string, Uint8Array[]][]> {
  const moving = Array.from({ length: FRAMES }, (_, i) => disc(width, height, 100 + 5 * i, 150, 50, i));
  const still = disc(width, height, 200, 150, 60);
  const clips: [string, Uint8Array[]][] = [
    ['a generated disc that moves', moving],
    ['a still picture', new Array<Uint8Array>(FRAMES).fill(still)],
  ];
  const footage = media('video-gt');
  if (!footage) {
    process.stdout.write('There is no video-gt: generated frames only. SALIENCY_MEDIA is the folder that holds it.\n');
    return clips;
  }
  for (const sequence of readdirSync(footage).sort()) {
    const folder = join(footage, sequence, 'frames');
    const frames: Uint8Array[] = [];
    for (const file of readdirSync(folder).sort().slice(0, FRAMES)) {
      frames.push(
        await sharp(join(folder, file)).resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer(),
      );
    }
    clips.push([sequence, frames]);
  }
  return clips;
}

async function measure(
  frames: Uint8Array[],
  width: number,
  height: number,
  options: Record<string, number | boolean | string>,
): Promise<Cost> {
  const model = await createModel('manifold-ranking', { width, height, ...options });
  const totals: number[] = [];
  const stages = new Map<string, number[]>();
  let [passes, reused, checksum] = [0, 0, 0];
  const emit = (map: Float32Array) => {
    for (let i = 0; i < map.length; i += 37) checksum = (Math.imul(checksum, 31) + Math.round(1e6 * map[i]!)) >>> 0;
  };
  for (let round = 0; round < ROUNDS; round++) {
    model.reset();
    checksum = 0;
    for (const [index, frame] of frames.entries()) {
      const begin = performance.now();
      const stats = model.push(frame, () => {});
      const time = performance.now() - begin;
      // The first round warms up; and of a clip, the first frame is not one that follows another.
      if (round === 0 || (index === 0 && options.reuse)) continue;
      totals.push(time);
      passes += stats.counts.iterations ?? 0;
      reused += stats.counts.graphReused ?? 0;
      for (const [stage, value] of Object.entries(stats.milliseconds)) {
        const times = stages.get(stage) ?? [];
        times.push(value);
        stages.set(stage, times);
      }
    }
  }
  model.reset();
  for (const frame of frames) model.push(frame, emit);
  return {
    total: median(totals),
    stages: new Map(Array.from(stages, ([stage, times]) => [stage, median(times)])),
    passes: passes / totals.length,
    reused: reused / totals.length,
    checksum: checksum.toString(16).padStart(8, '0'),
  };
}

function print(title: string, { total, stages, passes, reused, checksum }: Cost): void {
  process.stdout.write(`${title.padEnd(52)} ${total.toFixed(2)} ms   ${checksum}\n`);
  const parts = Array.from(stages, ([stage, time]) => `${stage} ${time.toFixed(2)}`).join(', ');
  process.stdout.write(`  ${parts}; ${passes.toFixed(1)} passes, ${Math.round(100 * reused)} % of graphs reused\n`);
}

/** Draws the cost of a frame that is ranked alone against pixels and against superpixels. */
async function plotGrowth(): Promise<void> {
  const footage = media('video-gt', 'camel', 'frames');
  const cost = async (width: number, height: number, superpixels: number) => {
    const files = footage ? readdirSync(footage).sort().slice(0, 8) : [];
    const frames: Uint8Array[] = files.length
      ? await Promise.all(
          files.map((file) =>
            sharp(join(footage!, file)).resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer(),
          ),
        )
      : Array.from({ length: 8 }, (_, i) => disc(width, height, width * (0.3 + i / 20), height / 2, height / 5, i));
    const [nothing, clip] = [
      await measure(frames, width, height, { temporal: 'off', superpixels, reuse: false }),
      await measure(frames, width, height, { temporal: 'off', superpixels, reuse: true }),
    ];
    return [nothing.total, clip.total] as const;
  };
  const pixels: [number, number, number][] = [];
  for (const width of [80, 160, 240, 320, 400, 560, 720, 960]) {
    const height = (width * 3) / 4;
    pixels.push([(width * height) / 1000, ...(await cost(width, height, 200))]);
  }
  const superpixels: [number, number, number][] = [];
  for (const count of [25, 50, 100, 200, 300, 400, 600, 800]) {
    superpixels.push([count, ...(await cost(400, 300, count))]);
  }
  const axes = { y: 'milliseconds', names: ['from nothing', 'in a clip'] };
  const svg = plot([
    { ...axes, title: 'Cost of a frame, 200 superpixels', x: 'thousand pixels', rows: pixels },
    { ...axes, title: 'Cost of a frame, 400 × 300 pixels', x: 'superpixels', rows: superpixels },
  ]);
  writeFileSync(join(out, 'growth.svg'), svg);
  for (const [head, rows] of [
    ['thousand pixels', pixels],
    ['superpixels', superpixels],
  ] as const) {
    process.stdout.write(`${head.padStart(16)}  from nothing  in a clip (ms)\n`);
    for (const [x, nothing, clip] of rows) {
      process.stdout.write(
        `${String(x).padStart(16)}  ${nothing.toFixed(2).padStart(12)}  ${clip.toFixed(2).padStart(9)}\n`,
      );
    }
  }
  process.stdout.write(`\n${join(out, 'growth.svg')} shows both.\n`);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
