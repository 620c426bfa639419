import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { SmallPicture } from '#lib/features/small-picture.js';
import { SpectralResidual } from '#lib/spectra/spectral-residual.js';
import { toLab } from '#lib/superpixels/color.js';
import { correlation, greatestDifference, mapFramesOf, slowBlur, stretched } from '../helpers/map-one.js';
import { media } from '../helpers/media.js';
import { hasOpenCv, runOpenCv } from '../helpers/opencv.js';
import { disc, noise, random } from '../helpers/scenes.js';

const size = { width: 30, height: 18 };
const { width, height } = size;
const pixels = width * height;
const frames = [4, 12, 15, 19, 22].map((x, i) => disc(width, height, x, 9, 4, i));
const sigma = 0.045 * width;

type Complex = readonly [re: number, im: number];

/** Σ x(j) e^(∓2πi jk), over the number of pixels where it is the inverse. */
function transform(values: readonly Complex[], inverse = false): Complex[] {
  const sign = inverse ? 1 : -1;
  const share = inverse ? 1 / pixels : 1;
  return values.map((_, k) => {
    let [re, im] = [0, 0];
    for (let j = 0; j < pixels; j++) {
      const turns = ((k % width) * (j % width)) / width + (Math.floor(k / width) * Math.floor(j / width)) / height;
      const [c, s] = [Math.cos(2 * Math.PI * turns), sign * Math.sin(2 * Math.PI * turns)];
      re += values[j]![0] * c - values[j]![1] * s;
      im += values[j]![0] * s + values[j]![1] * c;
    }
    return [re * share, im * share] as const;
  });
}

const pixelsOf = (rgb: Uint8Array) => Array.from({ length: pixels }, (_, i) => [...rgb.subarray(3 * i, 3 * i + 3)]);
const grayOf = (rgb: Uint8Array) => pixelsOf(rgb).map(([r, g, b]) => (r! + g! + b!) / 3);

/** The planes L, a and b of a picture. */
function labOf(rgb: Uint8Array): number[][] {
  const colors = pixelsOf(rgb).map((color) => {
    const lab = Float64Array.from(color, (value) => value / 255);
    toLab(lab, 0);
    return lab;
  });
  return [0, 1, 2].map((c) => colors.map((lab) => lab[c]!));
}

function residual(plane: readonly number[]): number[] {
  const spectrum = transform(plane.map((value) => [value, 0]));
  const log = spectrum.map(([re, im]) => Math.log(Math.max(1e-9, Math.hypot(re, im))));
  const at = (x: number, y: number) => log[((y + height) % height) * width + ((x + width) % width)]!;
  const back = spectrum.map(([re, im], i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    let mean = 0;
    for (const v of [-1, 0, 1]) for (const u of [-1, 0, 1]) mean += at(x + u, y + v) / 9;
    const [modulus, phase] = [Math.exp(log[i]! - mean), Math.atan2(im, re)];
    return [modulus * Math.cos(phase), modulus * Math.sin(phase)] as const;
  });
  return transform(back, true).map(([re, im]) => re * re + im * im);
}

describe('spectral residual', () => {
  test.each([
    ['gray', (rgb: Uint8Array) => residual(grayOf(rgb))],
    [
      'lab',
      (rgb: Uint8Array) => {
        const [l, a, b] = labOf(rgb).map(residual);
        return l!.map((value, i) => value + a![i]! + b![i]!);
      },
    ],
  ] as const)('of %s is the formula, to 1e-4', async (channels, formula) => {
    const [map] = await mapFramesOf('spectral-residual', size, [frames[1]!], { channels });
    const expected = stretched(slowBlur(formula(frames[1]!), size, sigma));
    expect(greatestDifference(map!, expected)).toBeLessThan(1e-4);
  });

  const file = media('video-gt', 'goat', 'frames', '00010.jpg');
  const missing = !file ? 'no footage' : !hasOpenCv ? 'no OpenCV' : '';
  test.skipIf(missing).each(['goat', 'blackswan', 'kite-surf'])(
    `agrees with OpenCV's on a frame of %s, to a correlation of 0.98${missing && ` (skipped: ${missing})`}`,
    async (sequence) => {
      const picture = media('video-gt', sequence, 'frames', '00010.jpg')!;
      const small = await sharp(picture)
        .resize(64, 64, { fit: 'fill' })
        .removeAlpha()
        .toColorspace('b-w')
        .raw()
        .toBuffer();
      const theirs = runOpenCv(
        `ok, out = cv2.saliency.StaticSaliencySpectralResidual_create().computeSaliency(np.frombuffer(data, np.uint8).reshape(64, 64))`,
        small,
      );
      const map = new Float32Array(64 * 64);
      new SpectralResidual({ width: 64, height: 64 }).addMap(Float32Array.from(small), map);
      // They blur before they square: five pixels of a Gaussian of 8, mirrored at the sides.
      const weights = [-2, -1, 0, 1, 2].map((d) => Math.exp(-(d * d) / 128));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const mirror = (place: number) => (place < 0 ? -place : place > 63 ? 126 - place : place);
      const blurred = map.map((_, i) => {
        let sum = 0;
        weights.forEach((down, dy) => {
          weights.forEach((across, dx) => {
            const [x, y] = [mirror((i % 64) + dx - 2), mirror((i >> 6) + dy - 2)];
            sum += (down / total) * (across / total) * Math.sqrt(map[64 * y + x]!);
          });
        });
        return sum * sum;
      });
      expect(correlation(blurred, theirs)).toBeGreaterThan(0.98);
    },
  );
});

test('the image signature is the formula, to 1e-4', async () => {
  const norm = (k: number, n: number) => Math.sqrt((k === 0 ? 1 : 2) / n);
  const wave = (k: number, j: number, n: number) => norm(k, n) * Math.cos((Math.PI * k * (j + 0.5)) / n);
  const basis = (k: number, j: number) =>
    wave(k % width, j % width, width) * wave(Math.floor(k / width), Math.floor(j / width), height);
  const places = Array.from({ length: pixels }, (_, i) => i);
  const picture = noise(width, height, 5);
  const sum = new Array<number>(pixels).fill(0);
  for (const plane of labOf(picture)) {
    const signs = places.map((k) => Math.sign(places.reduce((total, j) => total + plane[j]! * basis(k, j), 0)));
    for (const j of places) sum[j]! += places.reduce((total, k) => total + signs[k]! * basis(k, j), 0) ** 2;
  }
  const [map] = await mapFramesOf('image-signature', size, [picture]);
  expect(greatestDifference(map!, stretched(slowBlur(sum, size, sigma)))).toBeLessThan(1e-4);
});

describe('the phase of the quaternion spectrum', () => {
  /** q = f₁ + f₂ μ₂ as pairs of complex numbers, f₁ = M + RG μ₁ and f₂ = BY + I μ₁. */
  function formula(rgb: Uint8Array, before: Uint8Array): number[] {
    const [now, then] = [grayOf(rgb), grayOf(before)];
    const opponents = pixelsOf(rgb).map(([r, g, b]) => {
      const [red, green, blue] = [r! - (g! + b!) / 2, g! - (r! + b!) / 2, b! - (r! + g!) / 2];
      const yellow = (r! + g!) / 2 - Math.abs(r! - g!) / 2 - b!;
      return [red - green, blue - yellow] as const;
    });
    const first = transform(opponents.map(([redGreen], i) => [Math.abs(now[i]! - then[i]!), redGreen]));
    const second = transform(opponents.map(([, blueYellow], i) => [blueYellow, now[i]!]));
    const moduli = first.map(([a, b], i) => Math.hypot(a, b, ...second[i]!));
    const unit = (values: Complex[]) => values.map(([re, im], i) => [re / moduli[i]!, im / moduli[i]!] as const);
    const [one, two] = [transform(unit(first), true), transform(unit(second), true)];
    return one.map(([a, b], i) => a * a + b * b + two[i]![0] ** 2 + two[i]![1] ** 2);
  }

  test('is the formula in each frame of a shot, to 1e-4: motion against the third frame before, or the first', async () => {
    const maps = await mapFramesOf('pqft', size, frames);
    for (const [i, before] of [0, 0, 0, 0, 1].entries()) {
      const expected = stretched(slowBlur(formula(frames[i]!, frames[before]!), size, sigma));
      expect(greatestDifference(maps[i]!, expected)).toBeLessThan(1e-4);
    }
  });

  test('sees what moves in a picture that hides it', async () => {
    const next = random(3);
    const ground = Array.from({ length: 64 * 48 }, () => Math.floor(256 * next()));
    const patch = Array.from({ length: 10 * 10 }, () => Math.floor(256 * next()));
    const hidden = Array.from({ length: 6 }, (_, i) => {
      const gray = ground.slice();
      for (let p = 0; p < 100; p++) gray[(20 + Math.floor(p / 10)) * 64 + 10 + 4 * i + (p % 10)] = patch[p]!;
      return Uint8Array.from({ length: 3 * gray.length }, (_, k) => gray[Math.floor(k / 3)]!);
    });
    const map = (await mapFramesOf('pqft', { width: 64, height: 48 }, hidden)).at(-1)!;
    const peak = map.indexOf(1);
    expect(Math.abs((peak % 64) - 25)).toBeLessThan(18);
    expect(Math.abs(Math.floor(peak / 64) - 25)).toBeLessThan(8);
  });
});

test('a picture is scaled down by the mean of the areas, to 1e-4 of a level', () => {
  const picture = new SmallPicture({ width: 7, height: 5 }, 3);
  const rgb = noise(7, 5, 2);
  picture.read(rgb);
  expect([picture.width, picture.height]).toEqual([3, 2]);
  for (let i = 0; i < 6; i++) {
    const [left, top] = [((i % 3) * 7) / 3, (Math.floor(i / 3) * 5) / 2];
    let sum = 0;
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 7; x++) {
        const across = Math.max(0, Math.min(x + 1, left + 7 / 3) - Math.max(x, left));
        const down = Math.max(0, Math.min(y + 1, top + 5 / 2) - Math.max(y, top));
        sum += across * down * rgb[3 * (7 * y + x) + 1]!;
      }
    }
    expect(picture.g[i]!).toBeCloseTo(sum / ((7 / 3) * (5 / 2)), 4);
  }
});
