import { describe, expect, test } from 'vitest';
import { AttentionChain } from '#lib/features/attention-chain.js';
import { EarlyVision } from '#lib/features/early-vision.js';
import { promotePeaks } from '#lib/features/feature-competition.js';
import { SmallPicture } from '#lib/features/small-picture.js';
import { greatestDifference, mapFramesOf, slowBlur, stretched } from '../helpers/map-one.js';
import { disc, random } from '../helpers/scenes.js';

interface Plane {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): number;
}

/** A plane of values, which goes on beyond its border as it ends. */
function planeOf(width: number, height: number, value: (x: number, y: number) => number): Plane {
  const values = Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
  const clamp = (place: number, length: number) => Math.max(0, Math.min(length - 1, place));
  return { width, height, at: (x, y) => values[clamp(y, height) * width + clamp(x, width)]! };
}

const valuesOf = ({ width, height, at }: Plane) =>
  Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
const binomial = [1, 4, 6, 4, 1].map((weight) => weight / 16);

/** Half of a plane: blurred, every second pixel. */
function half({ width, height, at }: Plane): Plane {
  return planeOf((width + 1) >> 1, (height + 1) >> 1, (x, y) => {
    let sum = 0;
    binomial.forEach((down, v) => {
      binomial.forEach((across, u) => {
        sum += down * across * at(2 * x + u - 2, 2 * y + v - 2);
      });
    });
    return sum;
  });
}

function pyramid(plane: Plane, count: number): Plane[] {
  const levels = [plane];
  while (levels.length < count) levels.push(half(levels.at(-1)!));
  return levels;
}

/** A plane scaled up, bilinear between the centers of pixels. */
function enlarged({ width, height, at }: Plane, to: { width: number; height: number }): Plane {
  return planeOf(to.width, to.height, (x, y) => {
    const u = Math.max(0, Math.min(width - 1, ((x + 0.5) * width) / to.width - 0.5));
    const v = Math.max(0, Math.min(height - 1, ((y + 0.5) * height) / to.height - 0.5));
    const [left, top, fu, fv] = [Math.floor(u), Math.floor(v), u % 1, v % 1];
    return (
      (1 - fv) * ((1 - fu) * at(left, top) + fu * at(left + 1, top)) +
      fv * ((1 - fu) * at(left, top + 1) + fu * at(left + 1, top + 1))
    );
  });
}

/** The modulus of a plane's convolution with a Gabor function that is blind to even brightness: the sum over 15 × 15 pixels. */
function striped({ width, height, at }: Plane, angle: number): Plane {
  const sigma = 7 / 3;
  const taps = Array.from({ length: 225 }, (_, i) => ({ u: (i % 15) - 7, v: Math.floor(i / 15) - 7 }));
  const gauss = taps.map(({ u, v }) => Math.exp(-(u * u + v * v) / (2 * sigma * sigma)));
  const total = gauss.reduce((sum, value) => sum + value, 0);
  const phases = taps.map(({ u, v }) => (2 * Math.PI * (u * Math.cos(angle) + v * Math.sin(angle))) / 7);
  const even = gauss.reduce((sum, value, i) => sum + (value / total) * Math.cos(phases[i]!), 0);
  return planeOf(width, height, (x, y) => {
    let [re, im] = [0, 0];
    taps.forEach(({ u, v }, i) => {
      const value = (gauss[i]! / total) * at(x + u, y + v);
      re += value * (Math.cos(phases[i]!) - even);
      im += value * Math.sin(phases[i]!);
    });
    return Math.hypot(re, im);
  });
}

/** N(·). */
function promoted(plane: Plane): Plane {
  const { width, height } = plane;
  const values = valuesOf(plane);
  if (Math.max(...values) - Math.min(...values) < 1e-6) return planeOf(width, height, () => 0);
  const scaled = stretched(values);
  const peaks = scaled.filter((value, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return (
      value >= 0.1 &&
      scaled.every((other, j) => {
        const near = Math.abs((j % width) - x) <= 1 && Math.abs(Math.floor(j / width) - y) <= 1;
        return !near || i === j || other < value || (other === value && j < i);
      })
    );
  });
  const others = peaks.reduce((sum, value) => sum + value, 0) - Math.max(...peaks);
  const mean = peaks.length > 1 ? others / (peaks.length - 1) : 0;
  return planeOf(width, height, (x, y) => scaled[y * width + x]! * (1 - mean) ** 2);
}

const size = { width: 60, height: 36 };
const frames = [20, 23, 26].map((x, i) => disc(60, 36, x, 18, 7, i));
const LEVELS = 8;

interface Channel {
  readonly opponent: boolean;
  readonly pyramids: readonly (readonly Plane[])[];
}

/** The channels of a frame, from the formulas. */
function channelsOf(rgb: Uint8Array, before: Uint8Array | undefined, plain: boolean): Channel[] {
  const channel = (c: number, of = rgb) => planeOf(60, 36, (x, y) => of[3 * (60 * y + x) + c]!);
  const [r, g, b] = [channel(0), channel(1), channel(2)];
  const gray = (of: Uint8Array) =>
    planeOf(60, 36, (x, y) => [0, 1, 2].reduce((sum, c) => sum + of[3 * (60 * y + x) + c]!, 0) / 765);
  const intensity = gray(rgb);
  const brightest = Math.max(...valuesOf(intensity));
  const opponents = (x: number, y: number): [number, number] => {
    if (plain) return [(r.at(x, y) - g.at(x, y)) / 255, (b.at(x, y) - (r.at(x, y) + g.at(x, y)) / 2) / 255];
    const value = 255 * intensity.at(x, y);
    if (value <= 25.5 * brightest) return [0, 0];
    const [red, green, blue] = [r.at(x, y) / value, g.at(x, y) / value, b.at(x, y) / value];
    const positive = (number: number) => Math.max(0, number);
    return [
      positive(red - (green + blue) / 2) - positive(green - (red + blue) / 2),
      positive(blue - (red + green) / 2) - positive((red + green) / 2 - Math.abs(red - green) / 2 - blue),
    ];
  };
  const brightness = pyramid(intensity, LEVELS);
  const angles = [0, 1, 2, 3].map((i) => (i * Math.PI) / 4);
  const channels: Channel[] = [
    { opponent: false, pyramids: [brightness] },
    {
      opponent: true,
      pyramids: [0, 1].map((i) =>
        pyramid(
          planeOf(60, 36, (x, y) => opponents(x, y)[i]!),
          LEVELS,
        ),
      ),
    },
    { opponent: false, pyramids: angles.map((angle) => brightness.map((level) => striped(level, angle))) },
  ];
  if (before === undefined) return channels;
  const past = gray(before);
  const former = pyramid(past, LEVELS);
  const change = planeOf(60, 36, (x, y) => Math.abs(intensity.at(x, y) - past.at(x, y)));
  const steps: [number, number][] = [
    [1, 0],
    [1, 1],
    [0, 1],
    [-1, 1],
  ];
  const motion = steps.map(([dx, dy]) =>
    brightness.map((level, i) =>
      planeOf(level.width, level.height, (x, y) =>
        Math.abs(level.at(x, y) * former[i]!.at(x - dx, y - dy) - former[i]!.at(x, y) * level.at(x - dx, y - dy)),
      ),
    ),
  );
  return [...channels, { opponent: false, pyramids: [pyramid(change, LEVELS)] }, { opponent: false, pyramids: motion }];
}

describe.each([
  ['normalized', false],
  ['plain', true],
] as const)('early vision with %s colors', (colors, plain) => {
  test('sees what the formulas say, to 1e-5, and motion from the second frame on', () => {
    const vision = new EarlyVision(size, colors, 1, LEVELS);
    const picture = new SmallPicture(size, 100);
    frames.forEach((frame, i) => {
      picture.read(frame);
      const channels = vision.look(picture);
      const expected = channelsOf(frame, frames[i - 1], plain);
      expect(channels).toHaveLength(i === 0 ? 3 : 5);
      channels.forEach(({ pyramids }, c) => {
        pyramids.forEach((levels, p) => {
          for (let level = 1; level < LEVELS; level++) {
            const values = valuesOf(expected[c]!.pyramids[p]![level]!);
            expect(greatestDifference(levels[level]!.data, values)).toBeLessThan(1e-5);
          }
        });
      });
    });
  });
});

test('promotes a map with one peak, and damps one with several', () => {
  const at = (places: Record<number, number>) => Float32Array.from({ length: 45 }, (_, i) => places[i] ?? 0);
  const one = at({ 20: 4 });
  const two = at({ 10: 4, 34: 2 });
  for (const map of [one, two]) promotePeaks(map, { width: 9, height: 5 });
  expect(one).toEqual(at({ 20: 1 }));
  expect(two).toEqual(at({ 10: 0.25, 34: 0.125 }));
});

describe('itti', () => {
  test('is the formulas in each frame of a shot, to 1e-3', async () => {
    const maps = await mapFramesOf('itti', size, frames);
    frames.forEach((frame, i) => {
      const channels = channelsOf(frame, frames[i - 1], false);
      const sums = channels.map(({ opponent, pyramids }) => {
        const maps = pyramids.flatMap((levels) =>
          [1, 2, 3].flatMap((c) =>
            [3, 4].map((step) => {
              const center = levels[c]!;
              const surround = enlarged(levels[c + step]!, center);
              const sign = opponent ? 1 : -1;
              let map = promoted(
                planeOf(center.width, center.height, (x, y) => Math.abs(center.at(x, y) + sign * surround.at(x, y))),
              );
              for (let level = c; level < 3; level++) map = half(map);
              return map;
            }),
          ),
        );
        const { width, height } = maps[0]!;
        return promoted(planeOf(width, height, (x, y) => maps.reduce((sum, map) => sum + map.at(x, y), 0)));
      });
      const { width, height } = sums[0]!;
      const mean = planeOf(width, height, (x, y) => sums.reduce((sum, map) => sum + map.at(x, y), 0) / sums.length);
      const blurred = stretched(slowBlur(valuesOf(mean), mean, 0.03 * width));
      const map = enlarged(
        planeOf(width, height, (x, y) => blurred[y * width + x]!),
        size,
      );
      expect(greatestDifference(maps[i]!, valuesOf(map))).toBeLessThan(1e-3);
    });
  });
});

describe('gbvs', () => {
  /** Where a chain is in the long run, by walking: from an even start, half of each step stays, which changes nothing of it. */
  function dwell(weight: (i: number, j: number) => number, nodes: number): number[] {
    const steps = Array.from({ length: nodes }, (_, i) => {
      const row = Array.from({ length: nodes }, (_, j) => weight(i, j));
      const sum = row.reduce((total, value) => total + value, 0);
      return row.map((value, j) => 0.5 * (value / sum) + (i === j ? 0.5 : 0));
    });
    let places = new Array<number>(nodes).fill(1 / nodes);
    for (let step = 0; step < 4000; step++) {
      const next = places.map((_, j) => places.reduce((sum, place, i) => sum + place * steps[i]![j]!, 0));
      const change = greatestDifference(places, next);
      places = next;
      if (change < 1e-12) break;
    }
    return places;
  }

  test('knows without walking where a walker dwells, to 1e-5', () => {
    const [width, height] = [9, 6];
    const feature = Float32Array.from({ length: 54 }, random(7));
    const near = (share: number) => (i: number, j: number) =>
      Math.exp(
        -(((i % width) - (j % width)) ** 2 + (Math.floor(i / width) - Math.floor(j / width)) ** 2) /
          (2 * (share * width) ** 2),
      );
    const activation = dwell((i, j) => Math.abs(feature[i]! - feature[j]!) * near(0.15)(i, j), 54);
    const expected = dwell((i, j) => activation[j]! * near(0.06)(i, j), 54);
    const out = new Float32Array(54);
    new AttentionChain({ width, height }).addAttention(feature, 1, out);
    expect(greatestDifference(out, expected)).toBeLessThan(1e-5);
  });

  test('is the mean of channels of the mean of what their features draw attention to', async () => {
    const maps = await mapFramesOf('gbvs', size, frames, { lattice: 12 });
    const lattice = { width: 12, height: 7 };
    const vision = new EarlyVision(size, 'plain', 1, 4);
    const picture = new SmallPicture(size, 100);
    frames.forEach((frame, i) => {
      picture.read(frame);
      const channels = vision.look(picture);
      const total = new Float32Array(84);
      for (const { pyramids } of channels) {
        const own = new Float32Array(84);
        for (const levels of pyramids) {
          for (const level of [1, 2, 3]) {
            const { data, width, height } = levels[level]!;
            const from = planeOf(width, height, (x, y) => data[y * width + x]!);
            const feature = Float32Array.from(valuesOf(resized(from, lattice)));
            new AttentionChain(lattice).addAttention(feature, 1 / (3 * pyramids.length), own);
          }
        }
        own.forEach((value, k) => {
          total[k]! += value / channels.length;
        });
      }
      const blurred = stretched(slowBlur(total, lattice, 0.02 * 12));
      const map = enlarged(
        planeOf(12, 7, (x, y) => blurred[y * 12 + x]!),
        size,
      );
      expect(greatestDifference(maps[i]!, valuesOf(map))).toBeLessThan(1e-3);
    });
  });

  /** Side by side: the mean of areas where it shrinks, between centers where it grows. */
  function resized(plane: Plane, to: { width: number; height: number }): Plane {
    const axis = (from: number, length: number, i: number): [place: number, weight: number][] => {
      if (length >= from) {
        const place = Math.max(0, Math.min(from - 1, ((i + 0.5) * from) / length - 0.5));
        return [
          [Math.floor(place), 1 - (place % 1)],
          [Math.floor(place) + 1, place % 1],
        ];
      }
      const [begin, end] = [(i * from) / length, ((i + 1) * from) / length];
      return Array.from({ length: from }, (_, k) => [
        k,
        (Math.max(0, Math.min(end, k + 1) - Math.max(begin, k)) * length) / from,
      ]);
    };
    return planeOf(to.width, to.height, (x, y) => {
      let sum = 0;
      for (const [v, down] of axis(plane.height, to.height, y)) {
        for (const [u, across] of axis(plane.width, to.width, x)) sum += down * across * plane.at(u, v);
      }
      return sum;
    });
  }
});
