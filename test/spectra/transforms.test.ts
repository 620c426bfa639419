import { describe, expect, test } from 'vitest';
import { Dct2d } from '#lib/spectra/dct-2d.js';
import { Fft2d } from '#lib/spectra/fft-2d.js';
import { greatestDifference } from '../helpers/map-one.js';
import { random } from '../helpers/scenes.js';

const sizes = [
  [1, 1],
  [2, 3],
  [4, 5],
  [7, 1],
  [16, 9],
  [36, 11],
  [60, 34],
  [13, 49],
] as const;

const plane = (length: number, seed: number) => Float64Array.from({ length }, random(seed));

describe.each(sizes)('of %i × %i values', (width, height) => {
  const pixels = width * height;
  const re = plane(pixels, 1);
  const im = plane(pixels, 2);

  test('the Fourier transform is its sum, to 1e-10', () => {
    const [sumRe, sumIm] = [new Float64Array(pixels), new Float64Array(pixels)];
    for (let k = 0; k < pixels; k++) {
      for (let j = 0; j < pixels; j++) {
        const turns = ((k % width) * (j % width)) / width + (Math.floor(k / width) * Math.floor(j / width)) / height;
        const [c, s] = [Math.cos(2 * Math.PI * turns), -Math.sin(2 * Math.PI * turns)];
        sumRe[k]! += re[j]! * c - im[j]! * s;
        sumIm[k]! += re[j]! * s + im[j]! * c;
      }
    }
    const fft = new Fft2d({ width, height });
    const [a, b] = [re.slice(), im.slice()];
    fft.forward(a, b);
    expect(Math.max(greatestDifference(a, sumRe), greatestDifference(b, sumIm))).toBeLessThan(1e-10);
    fft.inverse(a, b);
    expect(Math.max(greatestDifference(a, re), greatestDifference(b, im))).toBeLessThan(1e-12);
  });

  test('the cosine transform is its sum, to 1e-10', () => {
    const norm = (k: number, n: number) => Math.sqrt((k === 0 ? 1 : 2) / n);
    const sums = Float64Array.from({ length: pixels }, (_, k) => {
      const [kx, ky] = [k % width, Math.floor(k / width)];
      let sum = 0;
      for (let j = 0; j < pixels; j++) {
        sum +=
          re[j]! *
          Math.cos((Math.PI * kx * ((j % width) + 0.5)) / width) *
          Math.cos((Math.PI * ky * (Math.floor(j / width) + 0.5)) / height);
      }
      return norm(kx, width) * norm(ky, height) * sum;
    });
    const dct = new Dct2d({ width, height });
    const values = re.slice();
    dct.forward(values);
    expect(greatestDifference(values, sums)).toBeLessThan(1e-10);
    dct.inverse(values);
    expect(greatestDifference(values, re)).toBeLessThan(1e-12);
  });
});
