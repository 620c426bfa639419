import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { rankInDetail, rankSuperpixels } from '#lib/ranking/rank-superpixels.js';

interface Golden {
  image: string;
  labels: string;
  width: number;
  height: number;
  superpixels: number;
  theta: number;
  alpha: number;
  edges: number;
  weightSum: number;
  threshold: number;
  closestToThreshold: number;
  lab: number[][];
  stage1: number[];
  stage2: number[];
}

const folder = new URL('../fixtures/golden/', import.meta.url);

async function load(name: string) {
  const golden: Golden = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  const rgb = await sharp(readFileSync(new URL(golden.image, folder)))
    .removeAlpha()
    .toColorspace('srgb')
    .raw()
    .toBuffer();
  const bytes = readFileSync(new URL(golden.labels, folder));
  const labels = Uint16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i));
  const { width, height, theta, alpha } = golden;
  return { golden, input: { rgb, width, height, labels, theta, alpha } };
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  for (let i = 0; i < b.length; i++) difference = Math.max(difference, Math.abs(a[i]! - b[i]!));
  return difference;
}

describe.each(['disc', 'border', 'clutter'])('given the superpixels of %s', (name) => {
  test('graph and scores are those of a dense implementation in double precision', async () => {
    const { golden, input } = await load(name);
    const { ranking, means } = rankInDetail(input);
    expect(ranking.graph.nodes).toBe(golden.superpixels);
    expect(ranking.graph.edgeCount).toBe(golden.edges);
    expect(worst(means.lab, golden.lab.flat())).toBeLessThan(1e-6);
    expect(ranking.weights.reduce((a, b) => a + b)).toBeCloseTo(golden.weightSum, 8);
    expect(worst(ranking.stage1, golden.stage1)).toBeLessThan(1e-6);
    expect(ranking.threshold).toBeCloseTo(golden.threshold, 8);
    if (golden.closestToThreshold > 1e-5) expect(worst(ranking.stage2, golden.stage2)).toBeLessThan(1e-6);
  });
});

test('the golden pictures include one whose foreground hangs on the sixth decimal', async () => {
  const { golden, input } = await load('clutter');
  expect(golden.closestToThreshold).toBeLessThan(1e-5);
  // Double precision suffices to decide even that.
  expect(worst(rankSuperpixels(input).stage2, golden.stage2)).toBeLessThan(1e-3);
});

test('scores follow their labels, whatever the numbers', async () => {
  const { golden, input } = await load('disc');
  const expected = rankSuperpixels(input);
  const last = golden.superpixels - 1;
  const labels = Int32Array.from(input.labels, (label) => 3 * (last - label) + 2);
  const { stage1, stage2 } = rankSuperpixels({ ...input, labels });
  for (let label = 0; label <= last; label++) {
    expect(stage1[3 * (last - label) + 2]).toBeCloseTo(expected.stage1[label]!, 9);
    expect(stage2[3 * (last - label) + 2]).toBeCloseTo(expected.stage2[label]!, 9);
  }
  expect(stage1[0]).toBe(0);
});
