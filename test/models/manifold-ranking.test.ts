import { expect, test } from 'vitest';
import type { FrameStats } from '#lib/core/model.js';
import { createModel } from '#lib/models/registry.js';
import { rankSuperpixels } from '#lib/ranking/rank-superpixels.js';
import { segment } from '#lib/superpixels/segment.js';
import { disc, meansOf, noise, paint } from '../helpers/scenes.js';

const width = 160;
const height = 96;
const size = { width, height };

async function run(frames: Uint8Array[], options = {}) {
  const model = await createModel('manifold-ranking', { ...size, temporal: 'off', ...options });
  const maps: Float32Array[] = [];
  const stats: FrameStats[] = [];
  for (const frame of frames) {
    const { milliseconds, counts, ...rest } = model.push(frame, (map) => maps.push(map.slice()));
    stats.push({ milliseconds: { ...milliseconds }, counts: { ...counts }, ...rest });
  }
  return { maps, stats };
}

const moving = Array.from({ length: 6 }, (_, i) => disc(width, height, 50 + 4 * i, 48, 22, i));
/** Another scene: dark, with a bright bar. */
const other = Array.from({ length: 4 }, (_, i) =>
  paint(width, height, (x, y) =>
    x > 70 + i && x < 100 + i && y > 20 && y < 80 ? [230, 230, 200] : [y / 2, 20, x / 4],
  ),
);

test('the first map is that of the superpixels that segment gives, ranked by rankSuperpixels', async () => {
  for (const frame of [moving[0]!, other[0]!, noise(width, height, 9)]) {
    const labels = segment({ rgb: frame, ...size, superpixels: 90 });
    const { stage2 } = rankSuperpixels({ rgb: frame, ...size, labels });
    const { maps, stats } = await run([frame], { superpixels: 90, frameRemoval: false });
    expect(stats[0]!.counts.superpixels).toBe(stage2.length);
    labels.forEach((label, p) => {
      if (Math.abs(maps[0]![p]! - stage2[label]!) > 1e-6) expect.fail(`pixel ${p} has ${maps[0]![p]}`);
    });
  }
});

test('within a shot, superpixels are carried on in one or two passes', async () => {
  const { stats } = await run(moving);
  expect(stats[0]!.counts.iterations).toBeGreaterThan(1);
  for (const { counts, cut } of stats.slice(1)) {
    expect(counts.iterations).toBeLessThanOrEqual(2);
    expect(cut).toBe(false);
  }
});

test('without reuse, each map is as if its frame were the first', async () => {
  const { maps } = await run(moving, { reuse: false });
  for (const [i, frame] of moving.entries()) expect((await run([frame])).maps[0]).toEqual(maps[i]);
});

test('in a still clip the graph is kept, and the map stays as it is', async () => {
  const { maps, stats } = await run(new Array<Uint8Array>(12).fill(moving[0]!));
  expect(stats.at(-1)!.counts.graphReused).toBe(1);
  expect(maps.at(-1)).toEqual(maps.at(-2));
});

test('a cut starts afresh and is told', async () => {
  const { maps, stats } = await run([...moving, ...other]);
  expect(stats.map(({ cut }) => cut)).toEqual([...moving.map(() => false), true, ...other.slice(1).map(() => false)]);
  expect(maps.slice(moving.length)).toEqual((await run(other)).maps);
});

test('after a reseed, maps do not depend on the frames before', async () => {
  const expected = (await run(moving.slice(3))).maps;
  const model = await createModel('manifold-ranking', { ...size, temporal: 'off' });
  const maps: Float32Array[] = [];
  for (const [i, frame] of moving.entries()) {
    if (i === 3) model.reseed();
    model.push(frame, (map) => maps.push(map.slice()));
  }
  expect(maps.slice(3)).toEqual(expected);
});

test('letterbox bars are left out: they get 0, and the picture between them its own map', async () => {
  const bar = 14;
  const boxed = moving.map((frame) => {
    const black = frame.slice();
    black.fill(0, 0, 3 * width * bar);
    black.fill(0, 3 * width * (height - bar));
    return black;
  });
  const { maps } = await run(boxed);
  maps.forEach((map, i) => {
    expect(map.subarray(0, width * bar).every((value) => value === 0)).toBe(true);
    expect(map.subarray(width * (height - bar)).every((value) => value === 0)).toBe(true);
    const means = meansOf(map, width, (x, y) => (x - 50 - 4 * i) ** 2 + (y - 48) ** 2 < 22 ** 2);
    expect(means.inside).toBeGreaterThan(0.8);
    expect(means.outside).toBeLessThan(0.2);
  });
  const inner = await createModel('manifold-ranking', { width, height: height - 2 * bar, temporal: 'off' });
  let alone = new Float32Array(0);
  inner.push(boxed[0]!.subarray(3 * width * bar, 3 * width * (height - bar)), (map) => {
    alone = map.slice();
  });
  expect(maps[0]!.slice(width * bar, width * (height - bar))).toEqual(alone);
});

test('more superpixels than the picture has pixels are as many as it has pixels', async () => {
  const model = await createModel('manifold-ranking', { width: 5, height: 4, superpixels: 4000, temporal: 'off' });
  expect(model.push(noise(5, 4, 3), () => {}).counts.superpixels).toBeLessThanOrEqual(20);
});
