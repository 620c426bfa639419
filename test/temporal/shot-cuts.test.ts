import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { ShotCuts } from '#lib/temporal/shot-cuts.js';
import { media } from '../helpers/media.js';
import { flat, noise, paint, random } from '../helpers/scenes.js';

const width = 320;
const height = 184;

/** Indices of the frames that are taken for the first of a shot. */
function cutsOf(frames: Iterable<Uint8Array>, threshold?: number): number[] {
  const arena = new Arena(3 * width * height + 16 + ShotCuts.bytes({ width, height }));
  const cuts = new ShotCuts(instantiateKernels(arena.memory), arena, { width, height }, threshold);
  const picture = arena.uint8(3 * width * height);
  const found: number[] = [];
  let index = 0;
  for (const frame of frames) {
    picture.set(frame);
    if (cuts.update(picture.byteOffset, 3 * width)) found.push(cuts.late ? index - 1 : index);
    index++;
  }
  return found;
}

/** A landscape of soft blobs that is seen from (x, y). */
function landscape(seed: number) {
  const next = random(seed);
  const blobs = Array.from({ length: 60 }, () => ({
    x: 900 * next() - 300,
    y: 600 * next() - 200,
    radius: 20 + 60 * next(),
    color: [255 * next(), 255 * next(), 255 * next()] as const,
  }));
  const ground = [200 * next(), 200 * next(), 200 * next()] as const;
  return (x: number, y: number, gain = 1) =>
    paint(width, height, (u, v) => {
      let color = ground;
      for (const blob of blobs) {
        if ((u + x - blob.x) ** 2 + (v + y - blob.y) ** 2 < blob.radius ** 2) color = blob.color;
      }
      return [Math.min(255, gain * color[0]), Math.min(255, gain * color[1]), Math.min(255, gain * color[2])];
    });
}

test('cuts between pictures are found, each at its frame', () => {
  const shots = [1, 2, 3, 4, 5].map(landscape);
  const frames = shots.flatMap((shot) => [0, 4, 8, 12].map((x) => shot(x, 0)));
  expect(cutsOf(frames)).toEqual([4, 8, 12, 16]);
});

test('pans, fast ones too, are no cuts', () => {
  const shot = landscape(6);
  for (const speed of [3, 15, 40]) {
    expect(cutsOf([0, 1, 2, 3, 4, 5].map((i) => shot(speed * i, (speed * i) / 3)))).toEqual([]);
  }
});

test('flashes and changes of exposure are no cuts', () => {
  const shot = landscape(7);
  const white = flat(width, height, [255, 255, 255]);
  expect(
    cutsOf([shot(0, 0), shot(1, 0), white, shot(3, 0), shot(4, 0, 0.5), shot(5, 0, 0.25), shot(6, 0, 0.7)]),
  ).toEqual([]);
});

test('a shot that follows black starts at its first frame, and black for a single frame is no shot', () => {
  const a = landscape(8);
  const b = landscape(9);
  const black = flat(width, height, [0, 0, 0]);
  expect(cutsOf([black, a(0, 0), a(1, 0), black, black, b(0, 0), b(1, 0), black, b(2, 0)])).toEqual([1, 3, 5]);
});

test('cuts between flat pictures are found, and flat pictures that change slowly are no cuts', () => {
  const [red, blue] = [flat(width, height, [200, 20, 20]), flat(width, height, [20, 20, 200])];
  expect(cutsOf([red, red, red, blue, blue, red])).toEqual([3, 5]);
  expect(cutsOf(Array.from({ length: 30 }, (_, i) => flat(width, height, [6 * i, 6 * i, 6 * i])))).toEqual([]);
});

test('fades from and to black are no cuts', () => {
  const shot = landscape(12);
  const black = flat(width, height, [0, 0, 0]);
  const gains = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);
  const rising = gains.map((gain) => shot(0, 0, gain));
  expect(cutsOf([black, black, ...rising, shot(0, 0)])).toEqual([]);
  expect(cutsOf([shot(0, 0), ...rising.toReversed(), black, black, black])).toEqual([]);
});

test('a higher threshold finds fewer cuts, a lower one more', () => {
  const [a, b] = [landscape(13), landscape(14)];
  const first = a(0, 0);
  const mixed = b(0, 0).map((value, i) => 0.2 * value + 0.8 * first[i]!);
  const frames = [first, a(1, 0), mixed, mixed, b(0, 0), b(1, 0)];
  const [few, usual, many] = [cutsOf(frames, 2), cutsOf(frames), cutsOf(frames, 0.1)];
  expect(few).toEqual([]);
  expect(usual).toEqual([4]);
  expect(many).toEqual([2, 4]);
});

test('noise that is new in every frame is not one cut after the other', () => {
  expect(cutsOf([1, 2, 3, 4, 5, 6].map((seed) => noise(width, height, seed)))).toEqual([]);
});

test('the first frame after a reset is no cut', () => {
  const arena = new Arena(3 * width * height + 16 + ShotCuts.bytes({ width, height }));
  const cuts = new ShotCuts(instantiateKernels(arena.memory), arena, { width, height });
  const picture = arena.uint8(3 * width * height);
  picture.set(landscape(10)(0, 0));
  expect(cuts.update(picture.byteOffset, 3 * width)).toBe(false);
  picture.set(landscape(11)(0, 0));
  cuts.reset();
  expect(cuts.update(picture.byteOffset, 3 * width)).toBe(false);
});

const footage = media('video-gt');

test.skipIf(footage === undefined)(
  'real clips one after the other are cut where they join (needs video-gt)',
  async () => {
    const frames: Uint8Array[] = [];
    const joins: number[] = [];
    for (const sequence of readdirSync(footage!).sort()) {
      const folder = join(footage!, sequence, 'frames');
      if (!existsSync(folder)) continue;
      if (frames.length > 0) joins.push(frames.length);
      for (const file of readdirSync(folder).sort().slice(0, 12)) {
        frames.push(
          await sharp(join(folder, file)).resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer(),
        );
      }
    }
    expect(cutsOf(frames)).toEqual(joins);
  },
);
