import { describe, expect, it } from 'vitest';
import { boxOverlap, boxScores } from '#lib/evaluation/box-scores.js';
import { enhancedAlignment } from '#lib/evaluation/enhanced-alignment.js';
import { adaptiveF, fMeasure, fOfCurve } from '#lib/evaluation/f-measure.js';
import { fixationDensity } from '#lib/evaluation/fixation-density.js';
import { fixationPoints } from '#lib/evaluation/fixation-points.js';
import { aucJudd, densityScores, fixationScores, normalizedScanpathSaliency } from '#lib/evaluation/fixation-scores.js';
import { levelCounts } from '#lib/evaluation/level-counts.js';
import { maskScores } from '#lib/evaluation/mask-scores.js';
import { nearestObject } from '#lib/evaluation/nearest-object.js';
import { NumpyDraws } from '#lib/evaluation/numpy-draws.js';
import { precisionRecall } from '#lib/evaluation/precision-recall.js';
import { halveMap, resizeMap } from '#lib/evaluation/resize-map.js';
import { rocAuc } from '#lib/evaluation/roc-auc.js';
import { weightedF } from '#lib/evaluation/weighted-f.js';
import { random } from '../helpers/scenes.js';

const size = { width: 12, height: 8 };
const mask = Uint8Array.from({ length: 96 }, (_, i) => (i % 12 >= 4 && i % 12 < 8 && i >= 24 && i < 72 ? 1 : 0));
const perfect = Float32Array.from(mask);
const inverse = perfect.map((value) => 1 - value);
const noisy = (seed: number) => {
  const next = random(seed);
  return perfect.map((value) => 0.6 * value + 0.4 * next());
};

describe('metrics against masks', () => {
  it('are at their best for the mask itself and at their worst for its inverse', () => {
    const [best, worst] = [maskScores(perfect, mask, size), maskScores(inverse, mask, size)];
    expect(best).toMatchObject({ MAE: 0, adpF: 1, weightedF: 1, AUC: 1 });
    expect(best.S).toBeCloseTo(1, 6);
    expect(worst.MAE).toBe(1);
    expect(worst.AUC).toBe(0);
    expect(worst.adpF).toBe(0);
    expect(worst.weightedF).toBeLessThan(0.05);
    expect(worst.S).toBeLessThan(0.1);
  });

  it('count hits at 256 thresholds, as a map of four pixels shows', () => {
    const counts = levelCounts(Float32Array.of(1, 0.8, 0.4, 0), Uint8Array.of(1, 0, 1, 0));
    const { precision, recall } = precisionRecall(counts);
    expect([precision[0], recall[0]]).toEqual([1, 0.5]); // at 255: one pixel, a hit
    expect([precision[51], recall[51]]).toEqual([0.5, 0.5]); // at 204: two pixels, one hit
    expect([precision[153], recall[153]]).toEqual([2 / 3, 1]); // at 102
    expect([precision[255], recall[255]]).toEqual([0.5, 1]); // at 0: all
    expect(rocAuc(counts)).toBeCloseTo(0.75, 12); // three of four pairs stand right
    expect(fMeasure(0.5, 0.5)).toBeCloseTo(0.5, 12);
    expect(fOfCurve({ precision, recall }).max).toBeCloseTo((1.3 * 1 * 0.5) / (0.3 + 0.5), 12);
    expect(adaptiveF(Float32Array.of(1, 0.2, 0.2, 0), Uint8Array.of(1, 1, 0, 0))).toBeCloseTo(0.65 / 0.8, 6);
  });

  it('give the E-measure that its definition gives pixel by pixel', () => {
    const map = noisy(3);
    const { mean, max } = enhancedAlignment(levelCounts(map, mask));
    const values = Array.from({ length: 256 }, (_, level) => {
      const cut = Array.from(map, (value) => (Math.floor(value * 255 + 0.5) >= level ? 1 : 0));
      const average = (list: ArrayLike<number>) =>
        Array.from(list).reduce((sum, value) => sum + value, 0) / list.length;
      const [a, b] = [average(cut), average(mask)];
      const aligned = cut.map((value, i) => {
        const [x, y] = [value - a, mask[i]! - b];
        return (1 + (2 * x * y) / (x * x + y * y)) ** 2 / 4;
      });
      return average(aligned);
    });
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 256, 9);
    expect(max).toBeCloseTo(Math.max(...values), 9);
  });

  it('find the nearest pixel of the object as trying all of them does', () => {
    const next = random(9);
    const scattered = Uint8Array.from({ length: 96 }, () => (next() < 0.06 ? 1 : 0));
    const { distance, index } = nearestObject(scattered, size);
    for (let i = 0; i < 96; i++) {
      const all = Array.from(scattered.keys())
        .filter((k) => scattered[k] === 1)
        .map((k) => Math.hypot((k % 12) - (i % 12), Math.floor(k / 12) - Math.floor(i / 12)));
      expect(distance[i]).toBeCloseTo(Math.min(...all), 5);
      expect(scattered[index[i]!]).toBe(1);
    }
  });

  it('weigh false alarms far from the object more than those beside it', () => {
    const [near, far] = [perfect.slice(), perfect.slice()];
    near[24 + 3] = 1;
    far[11] = 1;
    expect(weightedF(near, mask, size)).toBeGreaterThan(weightedF(far, mask, size));
    expect(weightedF(perfect, new Uint8Array(96), size)).toBe(0);
  });

  it('refuse a mask of another length', () => {
    expect(() => maskScores(perfect, mask.subarray(1), size)).toThrow(/expected 96 values of a map and of a mask/);
  });
});

describe('rectangles', () => {
  const box = { left: 4, top: 2, right: 8, bottom: 6 };

  it('score 1 where the fitted one is the drawn one, and by shares elsewhere', () => {
    expect(boxScores(perfect, size, [box])).toEqual({ boxP: 1, boxR: 1, boxF: 1 });
    // Two people: one drew the same, one a box twice as wide.
    const { boxP, boxR } = boxScores(perfect, size, [box, { ...box, right: 12 }]);
    expect([boxP, boxR]).toEqual([1, 16 / 24]);
    expect(boxScores(new Float32Array(96), size, [box]).boxF).toBe(0);
  });

  it('overlap by shared area over covered area', () => {
    expect(boxOverlap(box, box)).toBe(1);
    expect(boxOverlap(box, { ...box, left: 6, right: 10 })).toBeCloseTo(1 / 3, 12);
    expect(boxOverlap(box, { ...box, left: 8, right: 12 })).toBe(0);
  });
});

describe('metrics against fixations', () => {
  const field = { width: 40, height: 30 };
  const points = fixationPoints(
    [
      [10, 10],
      [11.6, 9.5],
      [30, 20],
      [-1, 3],
      [40, 3],
    ],
    field,
  );

  it('round points to pixels, halves to the even one, and leave out those beyond the picture', () => {
    expect(Array.from(points)).toEqual([10, 10, 12, 10, 30, 20]);
  });

  it('spread points to a density that adds up to their number', () => {
    const density = fixationDensity(points, field);
    expect(density.reduce((sum, value) => sum + value, 0)).toBeCloseTo(3, 3);
    expect(density[10 * 40 + 11]!).toBeGreaterThan(density[20 * 40 + 20]!);
  });

  it('are at their best for the density itself, and at chance for a map of one value', () => {
    const density = fixationDensity(points, field);
    const best = densityScores(density, density);
    expect(best.CC).toBeCloseTo(1, 6);
    expect(best.SIM).toBeCloseTo(1, 4);
    expect(best.KL).toBeLessThan(0.01);
    const flat = new Float32Array(1200).fill(0.5);
    const many = Int32Array.from({ length: 1000 }, (_, i) => (7 * i) % 30);
    expect(aucJudd(flat, many, field)).toBeCloseTo(0.5, 2);
    expect(normalizedScanpathSaliency(flat, points, field)).toBe(0);
    expect(densityScores(flat, density).CC).toBe(0);
    expect(fixationScores(density, points, Int32Array.of(1, 1, 38, 1), field).sAUC).toBeGreaterThan(0.8);
  });

  it('draw other pictures as NumPy does', () => {
    const draws = new NumpyDraws();
    expect(draws.choose(59, 10)).toEqual([31, 52, 42, 46, 53, 17, 47, 3, 12, 35]);
    draws.skip(1);
    expect(draws.choose(10, 10)).toEqual([9, 0, 1, 2, 3, 7, 6, 8, 4, 5]);
    draws.skip(1);
    expect(draws.choose(3, 3)).toEqual([2, 1, 0]);
    draws.skip(1);
    draws.choose(200, 10);
    draws.skip(36);
    expect(draws.choose(30, 10)).toEqual([19, 2, 16, 27, 24, 0, 29, 13, 4, 7]);
  });
});

describe('maps of another size', () => {
  it('are resized between the middles of pixels, and halved by means', () => {
    const map = Float32Array.of(0, 1, 0, 1);
    const wide = resizeMap(map, { width: 2, height: 2 }, { width: 4, height: 2 });
    expect(Array.from(wide)).toEqual([0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1]);
    expect(Array.from(halveMap(wide, { width: 4, height: 2 }).data)).toEqual([0.125, 0.875]);
  });
});
